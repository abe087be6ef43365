interface Voice {
  /** [us] end and length of the last window heard of. */
  endUs: number;
  lengthUs: number;
}

/**
 * Several cameras report once per window each. Says when all that still talk have had their say, so that what is made of them
 * is told once a round, with nothing waited for that will not come: a camera that has missed a window is not waited for.
 */
export class WindowRounds {
  readonly #voices: readonly Voice[];

  /** @param cameras [-] how many, counted from 0. */
  constructor(cameras: number) {
    this.#voices = Array.from({ length: cameras }, () => ({ endUs: -Infinity, lengthUs: 0 }));
  }

  /** Takes note of a report on a window [us]; true when no other camera owes one that ends at about that time. */
  heard(camera: number, windowStartUs: number, windowEndUs: number): boolean {
    let complete = true;
    for (const [i, voice] of this.#voices.entries()) {
      if (i === camera) {
        voice.endUs = windowEndUs;
        voice.lengthUs = windowEndUs - windowStartUs;
      } else if (owes(voice, windowEndUs)) complete = false;
    }
    return complete;
  }
}

/** Windows of two cameras may end some microseconds apart, and lie up to half a window across one another. */
const owes = ({ endUs, lengthUs }: Voice, untilUs: number): boolean =>
  untilUs - endUs > 0.5 * lengthUs && untilUs - endUs <= 1.5 * lengthUs;
