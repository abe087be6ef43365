import { SaccadeError } from "../core/errors.ts";

/** `tcp://HOST:PORT`; the host is an IPv4 address, an IPv6 address in brackets, or a name. */
const TCP = /^tcp:\/\/(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.*_-]+):(\d{1,5}|\*)$/;
const PATH = /^(ipc|inproc):\/\/\S+$/;
const LOOPBACK = /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\])$/;

/**
 * Holds a ZeroMQ endpoint against the rules: `tcp`, `ipc` or `inproc`, and no other machine unless that is allowed in
 * so many words. Plain ZeroMQ neither encrypts nor asks who is there.
 * @throws SaccadeError `config-invalid`.
 */
export function checkEndpoint(endpoint: string, allowRemote: boolean): void {
  const where = { endpoint };
  const [, host = "", port = ""] = TCP.exec(endpoint) ?? [];
  if (host === "" && !PATH.test(endpoint)) {
    throw new SaccadeError(
      "config-invalid",
      `"${endpoint}" is not an endpoint; write tcp://HOST:PORT (PORT * = any free one), ipc://PATH or inproc://NAME`,
      where,
    );
  }
  if (port !== "" && port !== "*" && Number(port) > 65535) {
    throw new SaccadeError("config-invalid", `port ${port} of "${endpoint}" is beyond 65535`, where);
  }
  if (host === "" || LOOPBACK.test(host) || allowRemote) return;
  throw new SaccadeError(
    "config-invalid",
    `"${endpoint}" reaches beyond this machine, without encryption; use tcp://127.0.0.1:${port}, or set allowRemote: true on a network you trust`,
    where,
  );
}
