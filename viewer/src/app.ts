import { readEnvelope } from "../../src/wire/envelope.ts";
import type { Vec3 } from "../../src/core/vec3.ts";
import { Connection } from "./data/connection.ts";
import { Feed, type Side } from "./data/feed.ts";
import { momentAt, type Moment } from "./data/moment.ts";
import { Playback, type Span } from "./data/playback.ts";
import type { Probe } from "./data/probe.ts";
import { fetchRig } from "./data/rig.ts";
import { Notice } from "./panels/notice.ts";
import { Panels } from "./panels/panels.ts";
import { PlaybackBar } from "./panels/playback-bar.ts";
import type { Shortcut } from "./panels/shortcuts.ts";
import { ViewBar } from "./panels/view-bar.ts";
import { PALETTE } from "./palette.ts";

import { CameraFrustum } from "./scene/camera-frustum.ts";
import type { Quality } from "./scene/quality.ts";
import { Stage } from "./scene/stage.ts";
import { VIEW_NAMES, ViewPresets } from "./scene/view-presets.ts";
import { WorldView } from "./scene/world-view.ts";

/** [px] width of the panels at the right, with their margin. */
const COLUMN_PX = 334;
/** [us] a step of the arrow keys: one frame at 60 Hz. */
const STEP_US = 1e6 / 60;
/** [ms] after a longer pause (a hidden tab) time does not jump. */
const MAX_ELAPSED_MS = 250;

/** The whole page: takes messages as they come, and draws the instant on display once per frame of the screen. */
export class App {
  readonly #probe: Probe;
  readonly #quality: Quality;
  readonly #feed = new Feed();
  readonly #playback = new Playback();
  readonly #stage: Stage;
  readonly #world: WorldView;
  readonly #views: ViewPresets;
  readonly #panels = new Panels();
  readonly #playbackBar: PlaybackBar;
  readonly #viewBar: ViewBar;
  readonly #notice = new Notice();
  readonly #frusta = new Map<Side, CameraFrustum>();
  readonly #connection: Connection;
  #rigOf = "";
  #lastMs = NaN;

  constructor(canvas: HTMLCanvasElement, quality: Quality, probe: Probe) {
    this.#probe = probe;
    this.#quality = quality;
    this.#stage = new Stage(canvas, quality, COLUMN_PX);
    this.#world = new WorldView(this.#stage, quality);
    this.#views = new ViewPresets(this.#stage.camera, canvas);
    this.#playbackBar = new PlaybackBar(this.#playback);
    this.#viewBar = new ViewBar(this.#views);
    this.#connection = new Connection(`ws://${window.location.host}/`, {
      opened: () => this.#notice.hide(),
      received: (bytes) => {
        probe.messages++;
        this.#feed.take(readEnvelope(bytes));
      },
      lost: () => this.#showLoss(),
    });
  }

  get shortcuts(): readonly Shortcut[] {
    const playback = this.#playback;
    const bar = this.#playbackBar;
    return [
      ...VIEW_NAMES.map((name, i) => ({
        key: String(i + 1),
        purpose: name,
        act: () => this.#views.select(name),
      })),
      { key: " ", label: "space", purpose: "pause, go on", act: () => playback.togglePause() },
      { key: "s", purpose: "slow motion: next speed", act: () => bar.slower() },
      { key: "ArrowLeft", label: "←", purpose: "one frame back", act: () => bar.step(-STEP_US) },
      { key: "ArrowRight", label: "→", purpose: "one frame on", act: () => bar.step(STEP_US) },
      { key: "l", purpose: "back to live", act: () => playback.goLive() },
      { key: "f", purpose: "full screen", act: toggleFullScreen },
    ];
  }

  /** Draws from now on. */
  start(): void {
    window.requestAnimationFrame((nowMs) => {
      this.#frame(nowMs);
      this.start();
    });
  }

  #frame(nowMs: number): void {
    const elapsedMs = Math.min(nowMs - this.#lastMs, MAX_ELAPSED_MS) || 0;
    this.#lastMs = nowMs;
    this.#feed.keepFor(!this.#playback.live);
    const { span } = this.#feed;
    const ballM = span === null ? null : this.#show(span, elapsedMs);
    const { open } = this.#connection;
    this.#panels.header.showConnection(open ? (this.#playback.live ? "live" : "behind") : "lost");
    this.#viewBar.show();
    this.#views.advance(elapsedMs / 1000, ballM);
    this.#stage.render();
    this.#probe.connected = open;
    this.#probe.frames++;
    this.#probe.triangles = this.#stage.renderer.info.render.triangles;
  }

  /** Shows the instant whose turn it is; returns where the ball is [m], as far as anybody knows. */
  #show(span: Span, elapsedMs: number): Vec3 | null {
    if (this.#rigOf !== this.#feed.runId) {
      this.#rigOf = this.#feed.runId;
      void this.#loadRig();
    }
    const moment = momentAt(this.#feed, this.#playback.advance(elapsedMs, span));
    this.#world.show(this.#feed, moment);
    this.#panels.show(this.#feed, moment);
    this.#playbackBar.show(moment.timeUs, span);
    const ballM = moment.ballM ?? moment.estimate?.positionM ?? null;
    this.#frusta.forEach((frustum, side) => {
      frustum.pointAt(moment[side], ballM);
      frustum.refresh();
    });
    this.#report(moment);
    return ballM;
  }

  #report(moment: Moment): void {
    const { left, right } = this.#panels.cameras;
    this.#probe.lastTimeUs = moment.timeUs;
    this.#probe.ballPositionM = moment.ballM;
    this.#probe.ballScreenPx = moment.ballM && this.#stage.screenPx(moment.ballM);
    this.#probe.estimatedPositionM = moment.estimate?.positionM ?? null;
    this.#probe.racketPositionM = moment.racketM;
    this.#probe.eventsDrawn = { left: left.eventsDrawn, right: right.eventsDrawn };
  }

  /** Puts the cameras of a new run into the room. */
  async #loadRig(): Promise<void> {
    const rig = await fetchRig();
    for (const side of ["left", "right"] as const) {
      const old = this.#frusta.get(side);
      if (old !== undefined) this.#stage.remove(old.object);
      this.#frusta.delete(side);
      const camera = rig[side];
      if (camera === undefined) continue;
      const picture = this.#quality.livePictures ? this.#panels.cameras[side].canvas : null;
      const frustum = new CameraFrustum(camera, PALETTE[side], picture);
      this.#frusta.set(side, frustum);
      this.#stage.add(frustum.object);
      this.#views.addCamera(side === "left" ? "Left camera" : "Right camera", camera);
    }
  }

  #showLoss(): void {
    const title = this.#feed.span === null ? "No pipeline is running" : "The run has ended";
    this.#notice.show(title, "This page connects by itself to the next run of: saccade run FILE --view");
  }
}

function toggleFullScreen(): void {
  if (document.fullscreenElement === null) void document.documentElement.requestFullscreen();
  else void document.exitFullscreen();
}
