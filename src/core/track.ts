/** One moving thing in the image of one camera, followed from its first sight on. */
export interface Track {
  /** [-] counts the tracks of one tracker from 0; never used again. */
  readonly id: number;
  /** [px] centre at `seenUs`, pixel centres at integer coordinates. */
  readonly xPx: number;
  readonly yPx: number;
  /** [px/s] of the centre. */
  readonly vxPxps: number;
  readonly vyPxps: number;
  /** [px] root mean square distance of its events from the centre. */
  readonly radiusPx: number;
  /** [-] events so far. */
  readonly events: number;
  /** [us] its first and its newest event, on the clock of the stream that it was found in. */
  readonly bornUs: number;
  readonly seenUs: number;
}

/** The tracks that one camera's tracker follows after a batch of events; a track that is missing has ended. */
export interface TrackSet {
  /** Camera id, as the pipeline names it. */
  readonly camera: string;
  /** [us] newest event so far, on the clock of the stream; -Infinity before the first. */
  readonly timeUs: number;
  /** By ascending id. */
  readonly tracks: readonly Track[];
}
