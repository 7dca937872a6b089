import { jsonView } from "./json-view.js";
import { liveView } from "./terminal/live-view.js";
import { plainView } from "./terminal/plain-view.js";
import { quietView } from "./terminal/quiet-view.js";
import { colorsFor, Theme, wantsColor } from "./terminal/theme.js";
import { both, type View } from "./view.js";

export interface ViewOptions {
  /** Events on standard output, for programs. */
  json: boolean;
  /** Only what went wrong. */
  quiet: boolean;
  /** Lines may be overwritten. */
  live: boolean;
}

/** A person reads standard error, a program standard output. */
export function openView({ json, quiet, live }: ViewOptions): View {
  const theme = new Theme(colorsFor(wantsColor(process.stderr, process.env)), process.env);
  const write = (text: string) => {
    process.stderr.write(text);
  };
  const human = quiet
    ? quietView(write, theme)
    : live
      ? liveView(process.stderr, theme)
      : plainView(write, theme);
  return json ? both([jsonView(), human]) : human;
}
