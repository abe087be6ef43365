import { z } from "zod";

/** Schema of a recording's playback. */
export const recordingParams = z
  .strictObject({
    file: z
      .string()
      .min(1)
      .describe(
        "path of the recording, of any format; a relative one starts at the pipeline file's folder, or, if nothing is there, at the working folder",
      ),
    pace: z
      .enum(["recorded", "max"])
      .default("recorded")
      .describe(
        "recorded: a window leaves when its time has come on the run's clock; max: whenever the nodes behind have room, all times being the recording's (so latencies say nothing)",
      ),
    speed: z
      .number()
      .min(0.001)
      .max(1000)
      .default(1)
      .describe("[-] times the recorded speed, for pace: recorded; the events keep their own times"),
    whenBusy: z
      .enum(["drop", "wait"])
      .default("drop")
      .describe(
        "with pace: recorded, while the nodes behind are busy: drop sends as a camera would, and their edges decide; wait falls behind",
      ),
    windowUs: z.int().min(10).max(10_000_000).default(1000).describe("[us] length of a window of events"),
    batchEvents: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe("[-] cut by number instead: so many events a message"),
    fromUs: z
      .int()
      .min(0)
      .max(1e15)
      .default(0)
      .describe("[us] after the first event: where to begin; this instant is the run's 0"),
    toUs: z
      .int()
      .min(1)
      .max(1e15)
      .optional()
      .describe("[us] after the first event: where to end; the end of the file when not given"),
    loop: z.boolean().default(false).describe("begin again at the end, with times that go on"),
    salvage: z.boolean().default(false).describe("read on after damage, counting what was left out"),
    follow: z
      .boolean()
      .default(false)
      .describe("at the end, wait for the file to grow (wall clock, pace: max)"),
    geometry: z
      .strictObject({
        width: z.int().min(1).max(65_536).describe("[px]"),
        height: z.int().min(1).max(65_536).describe("[px]"),
      })
      .optional()
      .describe("sensor size; else what the file states, or the smallest that holds its events"),
    stream: z
      .string()
      .min(1)
      .optional()
      .describe("which stream of a file with several, such as a ROS topic; else the first with events"),
    sortUs: z
      .int()
      .min(0)
      .max(500_000)
      .default(10_000)
      .describe(
        "[us] events that lag up to this behind the newest are put in order; later ones are dropped and counted",
      ),
    emptyUs: z
      .int()
      .min(0)
      .max(1e15)
      .default(1_000_000)
      .describe(
        "[us] how long empty windows are sent in a gap without events; then the next is that of an event",
      ),
  })
  .superRefine((given, context) => {
    const refuse = (path: string, message: string): void => {
      context.addIssue({ code: "custom", path: [path], message });
    };
    if (given.toUs !== undefined && given.toUs <= given.fromUs) refuse("toUs", "must be after fromUs");
    if (given.follow && given.loop) refuse("follow", "a file that is followed has no end to loop at");
    if (given.follow && given.pace !== "max") refuse("follow", "needs pace: max");
  });

/** How a recording is played. */
export type RecordingParams = z.output<typeof recordingParams>;
