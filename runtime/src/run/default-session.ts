/**
 * The session of a program that calls a flow itself, `node etl.js`: runs are recorded in the store of
 * the folder it was started in, and what happens is printed on standard error.
 */

import { plainView } from "../cli/terminal/plain-view.js";
import { colorsFor, Theme, wantsColor } from "../cli/terminal/theme.js";
import { setDefaultSession } from "../engine/session.js";
import { Host } from "./host.js";
import { openRecordedSession } from "./session.js";

setDefaultSession(() => {
  const theme = new Theme(colorsFor(wantsColor(process.stderr, process.env)), process.env);
  const view = plainView((text) => {
    process.stderr.write(text);
  }, theme);
  return openRecordedSession({
    folder: process.cwd(),
    host: new Host(),
    onEvent: (event) => view.event(event),
    logPrints: false,
  });
});
