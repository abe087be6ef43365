import { Observable } from "rxjs";
import { z } from "zod";
import { SaccadeError } from "../../src/core/errors.ts";
import { type AnyNodeSpec, defineNode, type NodeContext } from "../../src/runtime/node.ts";
import { cameraFrom, cameraParams } from "../camera-params.ts";
import { Frames, type ViewerHooks } from "./viewer/frames.ts";
import { VIEWER_INPUTS, type ViewerStreams } from "./viewer/inputs.ts";
import { loadPage, type PageFile } from "./viewer/page.ts";
import { ViewerServer } from "./viewer/server.ts";

const params = z.strictObject({
  port: z.int().min(0).max(65535).default(8420).describe("TCP port of the page; 0 = any free one"),
  host: z.string().min(1).max(253).default("127.0.0.1").describe("address to listen on"),
  allowRemote: z
    .boolean()
    .default(false)
    .describe("let other machines watch: there is no password, whoever reaches the port sees the run"),
  rateHz: z.number().min(1).max(240).default(60).describe("[1/s] frames per second of run time"),
  cameras: z
    .array(cameraParams)
    .max(2)
    .default([])
    .describe("the left camera, then the right one: drawn in the room, with the rays of their detections"),
});

type ViewerParams = z.output<typeof params>;

const LOOPBACK = ["127.0.0.1", "::1", "localhost"];

/**
 * The live 3D view as a sink: serves its own page and sends it the newest of every stream `rateHz` times a second of
 * run time. Events leave as one small picture per camera and frame. A browser that does not keep up misses frames.
 */
export function defineViewerSink(hooks: ViewerHooks = {}): AnyNodeSpec {
  return defineNode({
    kind: "sink/viewer",
    summary: "Live 3D view of the run in a browser: world, estimate, camera pictures, latency budgets.",
    inputs: VIEWER_INPUTS,
    outputs: {},
    params,
    costUs: 10, // measured: 50 us a frame, shared by the eight or so messages that go into it
    create: (given, context) => {
      checkHost(given);
      const rig = rigOf(given);
      return (streams) => view({ given, context, hooks, rig }, streams);
    },
  });
}

/** The live view of nothing but what its inputs bring. */
export const viewerSink = defineViewerSink();

interface View {
  readonly given: ViewerParams;
  readonly context: NodeContext;
  readonly hooks: ViewerHooks;
  /** `rig.json`: the cameras as the page draws them. */
  readonly rig: PageFile;
}

/** Runs the server for as long as it is subscribed to; completes with the inputs. */
function view(view: View, streams: ViewerStreams): Observable<unknown> {
  const { given, context, hooks } = view;
  return new Observable((subscriber) => {
    const frames = new Frames(context, hooks);
    const server = openServer(view, frames);
    server.listen().then(
      (url) => {
        context.log.info(`the viewer is at ${url}`, { url });
        hooks.listening?.(url);
      },
      (error: unknown) => subscriber.error(error),
    );
    const stop = context.every(1e6 / given.rateHz, () => server.send(frames.next()));
    subscriber.add(frames.take(streams).subscribe(subscriber));
    return () => {
      stop();
      server.send(frames.next());
      void server.close();
    };
  });
}

function openServer({ given, context, rig }: View, frames: Frames): ViewerServer {
  const note = (sentence: string): void => context.log.info(sentence);
  return new ViewerServer({
    ...given,
    page: async () => new Map([...(await loadPage(note)), ["/rig.json", rig]]),
    welcome: () => frames.welcome(),
    count: (name) => context.metrics.count(name),
  });
}

/** The cameras as the page reads them: left and right by their place in the list. */
function rigOf({ cameras: [left, right] }: ViewerParams): PageFile {
  const rig = { ...(left && { left: cameraFrom(left) }), ...(right && { right: cameraFrom(right) }) };
  return { type: "application/json", bytes: new TextEncoder().encode(JSON.stringify(rig)) };
}

/** @throws SaccadeError `config-invalid` when the page would be open to other machines without it being said. */
function checkHost({ host, allowRemote }: ViewerParams): void {
  if (allowRemote || LOOPBACK.includes(host)) return;
  throw new SaccadeError(
    "config-invalid",
    `host "${host}" can be reached from other machines, and the viewer asks for no password; ` +
      `set allowRemote: true to have it so, or use one of ${LOOPBACK.join(", ")}`,
    { host },
  );
}
