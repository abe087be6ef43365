import { setImmediate as nextTurn } from "node:timers/promises";
import { assert } from "../../src/core/errors.ts";
import type { ReadoutDrops } from "../../sims/camera/readout-model.ts";
import { type CameraCounts, CameraFiles, type CameraFilesOptions, type CameraPaths } from "./camera-files.ts";
import type { RallyOptions } from "./rally-options.ts";
import { RallySource } from "./rally-source.ts";

export interface WriteRallyOptions extends CameraFilesOptions {
  readonly rally: RallyOptions;
  /** [us] integer, by the run's clock. */
  readonly endUs: number;
  /** As many as cameras. */
  readonly paths: readonly CameraPaths[];
  /** [-] the files do not depend on it. */
  readonly threads: number;
  /** Stops the work; what has been written so far becomes whole files. */
  readonly signal: AbortSignal;
  /** Called after every step. @param events [-] of all cameras */
  onProgress(nowUs: number, events: number): void;
}

export interface WrittenRally {
  /** [us] how far it got. */
  readonly simulatedUs: number;
  /** The signal came before the end. */
  readonly interrupted: boolean;
  readonly cameras: readonly (CameraCounts & { readonly dropped: ReadoutDrops })[];
}

/**
 * Writes what simulated cameras see of a rally, a few milliseconds at a time: memory does not grow with the duration.
 * @throws SaccadeError what the rally, the cameras or the files throw; nothing stands under the files' names then.
 */
export async function writeRally(options: WriteRallyOptions): Promise<WrittenRally> {
  const { rally, endUs, threads, signal } = options;
  const files = openFiles(options);
  let source: RallySource | null = null;
  let simulatedUs = 0;
  try {
    source = new RallySource(rally, threads, endUs);
    for (let take = await source.next(); take !== null; take = signal.aborted ? null : await source.next()) {
      for (const [i, file] of files.entries()) {
        const batch = take.events[i];
        assert(batch !== undefined, "every camera gives a batch");
        file.write(batch, take.truth[i] ?? []);
      }
      simulatedUs = take.nowUs;
      options.onProgress(
        simulatedUs,
        files.reduce((sum, file) => sum + file.counts.events, 0),
      );
      await nextTurn(); // signals and the terminal have their turn
    }
    for (const file of files) file.commit();
  } catch (error) {
    for (const file of files) file.discard();
    throw error;
  } finally {
    await source?.close();
  }
  const { drops } = source;
  const cameras = files.map(({ counts }, i) => {
    const dropped = drops[i];
    assert(dropped !== undefined, "every camera counts its drops");
    return { ...counts, dropped };
  });
  return { simulatedUs, interrupted: simulatedUs < endUs, cameras };
}

function openFiles({ rally, paths, ...options }: WriteRallyOptions): CameraFiles[] {
  const files: CameraFiles[] = [];
  try {
    for (const [i, { model }] of rally.cameras.entries()) {
      const path = paths[i];
      assert(path !== undefined, "there are paths for every camera");
      files.push(new CameraFiles(model, path, options));
    }
    return files;
  } catch (error) {
    for (const file of files) file.discard();
    throw error;
  }
}
