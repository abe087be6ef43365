import { readEnvelope } from "../../src/wire/envelope.ts";
import { Connection } from "./data/connection.ts";
import { Feed, type Side } from "./data/feed.ts";
import { momentAt } from "./data/moment.ts";
import { Playback } from "./data/playback.ts";
import { fetchRig } from "./data/rig.ts";
import { byId } from "./panels/dom.ts";
import { Notice } from "./panels/notice.ts";
import { Panels } from "./panels/panels.ts";
import { PlaybackBar } from "./panels/playback-bar.ts";
import { bindShortcuts } from "./panels/shortcuts.ts";
import { ViewBar } from "./panels/view-bar.ts";
import { cssColour, PALETTE, type PaletteName } from "./palette.ts";
import { publishProbe } from "./probe.ts";
import { CameraFrustum } from "./scene/camera-frustum.ts";
import { HIGH, LOW } from "./scene/quality.ts";
import { Stage } from "./scene/stage.ts";
import { VIEW_NAMES, ViewPresets } from "./scene/view-presets.ts";
import { WorldView } from "./scene/world-view.ts";

/** [px] width of the panels at the right. */
const COLUMN_PX = 316;
/** [us] a step of the arrow keys: one frame at 60 Hz. */
const STEP_US = 1e6 / 60;

const probe = publishProbe();
for (const name of Object.keys(PALETTE) as PaletteName[]) {
  document.documentElement.style.setProperty(`--${name}`, cssColour(name));
}
const low = new URLSearchParams(window.location.search).get("quality") === "low";
const quality = low ? LOW : HIGH;
const canvas = byId<HTMLCanvasElement>("scene");
const feed = new Feed();
const playback = new Playback();
const stage = new Stage(canvas, quality, COLUMN_PX);
const world = new WorldView(stage, quality);
const views = new ViewPresets(stage.camera, canvas);
const panels = new Panels();
const playbackBar = new PlaybackBar(playback);
const viewBar = new ViewBar(views);
const notice = new Notice();
const frusta = new Map<Side, CameraFrustum>();
let rigOf = "";

const connection = new Connection(`ws://${window.location.host}/`, {
  opened: () => notice.hide(),
  received: (bytes) => {
    probe.messages++;
    feed.take(readEnvelope(bytes));
  },
  lost: () =>
    notice.show(
      feed.span === null ? "No pipeline is running" : "The pipeline has ended",
      "Start one with `saccade run FILE --view`; this page connects by itself.",
    ),
});

bindShortcuts([
  ...VIEW_NAMES.map((name, i) => ({ key: String(i + 1), purpose: name, act: () => views.select(name) })),
  { key: " ", label: "space", purpose: "pause, go on", act: () => playback.togglePause() },
  { key: "s", purpose: "slow motion: next speed", act: () => playbackBar.slower() },
  { key: "ArrowLeft", label: "←", purpose: "one frame back", act: () => playbackBar.step(-STEP_US) },
  { key: "ArrowRight", label: "→", purpose: "one frame on", act: () => playbackBar.step(STEP_US) },
  { key: "l", purpose: "back to live", act: () => playback.goLive() },
  { key: "f", purpose: "full screen", act: toggleFullScreen },
]);

function toggleFullScreen(): void {
  if (document.fullscreenElement === null) void document.documentElement.requestFullscreen();
  else void document.exitFullscreen();
}

/** Puts the cameras of a new run into the room. */
async function loadRig(): Promise<void> {
  const rig = await fetchRig();
  for (const side of ["left", "right"] as const) {
    const old = frusta.get(side);
    if (old !== undefined) stage.remove(old.object);
    frusta.delete(side);
    const camera = rig[side];
    if (camera === undefined) continue;
    const frustum = new CameraFrustum(camera, PALETTE[side], panels.cameras[side].canvas);
    frusta.set(side, frustum);
    stage.add(frustum.object);
    views.addCamera(side === "left" ? "Left camera" : "Right camera", camera);
  }
}

let lastMs = performance.now();

function frame(nowMs: number): void {
  const elapsedMs = Math.min(nowMs - lastMs, 250);
  lastMs = nowMs;
  const { span } = feed;
  let ball = null;
  if (span !== null) {
    if (rigOf !== feed.runId) {
      rigOf = feed.runId;
      void loadRig();
    }
    const moment = momentAt(feed, playback.advance(elapsedMs, span));
    ball = moment.ballM ?? moment.estimate?.positionM ?? null;
    world.show(feed, moment);
    panels.show(feed, moment);
    playbackBar.show(moment.timeUs, span);
    frusta.forEach((frustum, side) => {
      frustum.pointAt(moment[side]);
      if (!low) frustum.refresh();
    });
    probe.lastTimeUs = moment.timeUs;
    probe.ballPositionM = moment.ballM;
    probe.estimatedPositionM = moment.estimate?.positionM ?? null;
    probe.racketPositionM = moment.racketM;
  }
  panels.header.showConnection(!connection.open ? "lost" : playback.live ? "live" : "behind");
  viewBar.show();
  views.advance(elapsedMs / 1000, ball);
  stage.render();
  probe.connected = connection.open;
  probe.frames++;
  probe.triangles = stage.renderer.info.render.triangles;
  probe.eventsDrawn = { left: panels.cameras.left.eventsDrawn, right: panels.cameras.right.eventsDrawn };
  window.requestAnimationFrame(frame);
}

window.requestAnimationFrame(frame);
