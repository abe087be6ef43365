/** One thing that happened in a run and that a person should know. */
export interface RunNote {
  readonly level: "info" | "warn";
  readonly node: string;
  readonly message: string;
  readonly fields: object;
}

/** Receives notes of a run; the command line prints them, a report may keep them. */
export type NoteSink = (note: RunNote) => void;
