import type { Command } from "commander";
import { addCat } from "./events-cat.ts";
import { addConvert } from "./events-convert.ts";
import { addInfo } from "./events-info.ts";
import { addPlot } from "./events-plot.ts";

/** `saccade events`: recordings of any format on the command line. */
export function addEvents(program: Command, done: (code: number) => void): void {
  const command = program
    .command("events")
    .description("Look at recordings, print, draw and convert them; the format is found by content.")
    .addHelpText(
      "after",
      "\nExamples:\n  saccade events info recording.raw\n  saccade events convert recording.raw recording.aedat4",
    );
  addInfo(command, done);
  addConvert(command, done);
  addCat(command, done);
  addPlot(command, done);
}
