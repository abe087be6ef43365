import type { EventBatch } from "../core/event-batch.ts";
import type { TrackSet } from "../core/track.ts";
import { Cluster, clusterRules, type ClusterOptions, type ClusterRules } from "./cluster.ts";

export interface ClusterTrackerOptions extends ClusterOptions {
  /** Camera id, for the tracks. */
  readonly camera: string;
  /** [-] clusters kept at once, tracks and what may become one. */
  readonly maxClusters: number;
}

/** [us] between two looks at the clusters as a whole. */
const TIDY_US = 1000;
/** [-] of the radius, two clusters closer than this are one. */
const MERGE_AT = 1;

/**
 * Follows whatever moves, event by event: an event joins the nearest cluster within its radius, else it begins a new
 * one; clusters without events fade, those that meet become one. No training, no model of the thing. One instance
 * per camera; batches come in order.
 */
export class ClusterTracker {
  readonly #options: ClusterTrackerOptions;
  readonly #rules: ClusterRules;
  #clusters: Cluster[] = [];
  #timeUs = -Infinity;
  /** [us] when to look next for clusters that have faded or met. */
  #tidyUs = -Infinity;
  #tracks = 0;
  #unassigned = 0;

  constructor(options: ClusterTrackerOptions) {
    this.#options = options;
    this.#rules = clusterRules(options);
  }

  /** [-] events so far that found all clusters to be tracks and none of them near. */
  get unassigned(): number {
    return this.#unassigned;
  }

  /** The tracks after a batch, which may be empty: then nothing has changed. */
  track(batch: EventBatch): TrackSet {
    const { t, x, y, length } = batch;
    for (let i = 0; i < length; i++) {
      this.#timeUs = Math.max(this.#timeUs, t[i] ?? 0);
      if (this.#timeUs >= this.#tidyUs) this.#tidy();
      this.#take(this.#timeUs, x[i] ?? 0, y[i] ?? 0);
    }
    const tracks = this.#clusters.filter((cluster) => cluster.isTrack).map((cluster) => cluster.track());
    tracks.sort((a, b) => a.id - b.id);
    return { camera: this.#options.camera, timeUs: this.#timeUs, tracks };
  }

  #take(timeUs: number, xPx: number, yPx: number): void {
    const { radiusPx, maxClusters } = this.#options;
    let nearest: Cluster | null = null;
    let best = radiusPx * radiusPx;
    for (const cluster of this.#clusters) {
      const distance2 = cluster.distance2(timeUs, xPx, yPx);
      if (distance2 > best) continue;
      best = distance2;
      nearest = cluster;
    }
    if (nearest !== null) {
      nearest.add(timeUs, xPx, yPx);
      if (nearest.isRipe) nearest.id = this.#tracks++;
    } else if (this.#clusters.length < maxClusters || this.#forgetWeakest()) {
      this.#clusters.push(new Cluster(timeUs, xPx, yPx, this.#rules));
    } else this.#unassigned++;
  }

  /** Makes room by taking the weakest cluster that is no track; false when all are tracks. */
  #forgetWeakest(): boolean {
    let weakest = -1;
    let leastUs = Infinity;
    this.#clusters.forEach((cluster, i) => {
      if (cluster.isTrack || cluster.oneUs >= leastUs) return;
      leastUs = cluster.oneUs;
      weakest = i;
    });
    if (weakest >= 0) this.#clusters.splice(weakest, 1);
    return weakest >= 0;
  }

  #tidy(): void {
    this.#tidyUs = this.#timeUs + TIDY_US;
    this.#clusters = this.#clusters.filter((cluster) => !cluster.isOverAt(this.#timeUs));
    this.#merge();
  }

  /** Clusters that have come together are one: the track goes on, of two tracks the older. */
  #merge(): void {
    const near = MERGE_AT * this.#options.radiusPx;
    const inOrder = [...this.#clusters].sort(byStanding);
    const kept: Cluster[] = [];
    for (const cluster of inOrder) {
      const same = kept.find((other) => other.apart2(cluster) < near * near);
      if (same === undefined) kept.push(cluster);
      else same.absorb(cluster);
    }
    this.#clusters = kept;
  }
}

/** Tracks first, by id; then the oldest. */
const byStanding = (a: Cluster, b: Cluster): number =>
  Number(b.isTrack) - Number(a.isTrack) || a.id - b.id || a.bornUs - b.bornUs;
