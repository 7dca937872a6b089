/**
 * The session of a program that calls a flow itself, `node etl.js`: runs are recorded in the store of
 * the folder it was started in, and what happens is printed on standard error.
 */

import type { RunEvent, RunId } from "@millrace/protocol";
import { plainView } from "../cli/terminal/plain-view.js";
import { colorsFor, Theme, wantsColor } from "../cli/terminal/theme.js";
import type { View } from "../cli/view.js";
import { setDefaultSession } from "../engine/session.js";
import { Host } from "./host.js";
import { openRecordedSession } from "./session.js";

setDefaultSession(() =>
  openRecordedSession({
    folder: process.cwd(),
    host: new Host(),
    onEvent: printEachRun(),
    logPrints: false,
    configure: async () => (await import("./configured.js")).configureLimits(process.cwd()),
  }),
);

/** A view for each run that the program calls, forgotten with it: a server may call flows for years. */
function printEachRun(): (event: RunEvent) => void {
  const theme = new Theme(colorsFor(wantsColor(process.stderr, process.env)), process.env);
  const newView = () =>
    plainView((text) => {
      process.stderr.write(text);
    }, theme);
  const views = new Map<RunId, View>();

  return (event) => {
    if (event.type === "run-started") {
      views.set(event.run, (event.parent && views.get(event.parent)) || newView());
    }
    views.get(event.run)?.event(event);
    if (event.type === "run-finished") views.delete(event.run);
  };
}
