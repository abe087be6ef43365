import { describe, expect, it } from "vitest";
import { checkEndpoint } from "../../../src/transport/endpoint.ts";

const refusal = (endpoint: string): unknown =>
  expect.objectContaining({ code: "config-invalid", where: { endpoint } });

describe("checkEndpoint", () => {
  it.each([
    "tcp://127.0.0.1:5555",
    "tcp://127.9.9.9:*",
    "tcp://localhost:0",
    "tcp://[::1]:5555",
    "ipc:///tmp/saccade.sock",
    "inproc://camera",
  ])("takes %s, which stays on this machine", (endpoint) => {
    expect(() => checkEndpoint(endpoint, false)).not.toThrow();
  });

  it.each([
    "tcp://0.0.0.0:5555",
    "tcp://*:5555",
    "tcp://192.168.1.4:5555",
    "tcp://1127.0.0.1:5555",
    "tcp://128.0.0.1:5555",
    "tcp://robot.lab:5555",
    "tcp://localhost.evil.example:5555",
    "tcp://eth0:5555",
    "tcp://[fe80::1]:5555",
  ])("refuses %s unless other machines are allowed", (endpoint) => {
    expect(() => checkEndpoint(endpoint, false)).toThrow(refusal(endpoint));
    expect(() => checkEndpoint(endpoint, false)).toThrow(/allowRemote: true/);
    expect(() => checkEndpoint(endpoint, true)).not.toThrow();
  });

  it.each([
    "",
    "127.0.0.1:5555",
    "tcp://127.0.0.1",
    "tcp://127.0.0.1:port",
    "udp://127.0.0.1:5555",
    "ipc://",
  ])("refuses %j, which is no endpoint, whatever is allowed", (endpoint) => {
    expect(() => checkEndpoint(endpoint, true)).toThrow(/is not an endpoint; write tcp/);
  });

  it("refuses a port beyond 65535, which ZeroMQ would wrap around", () => {
    expect(() => checkEndpoint("tcp://127.0.0.1:65535", false)).not.toThrow();
    expect(() => checkEndpoint("tcp://127.0.0.1:65536", false)).toThrow(/port 65536 .* beyond 65535/);
  });
});
