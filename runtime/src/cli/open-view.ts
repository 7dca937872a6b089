import { jsonView } from "./json-view.js";
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
  /** The file that is run. */
  file: string;
}

/** A person reads standard error, a program standard output. */
export async function openView({ json, quiet, live, file }: ViewOptions): Promise<View> {
  const theme = new Theme(colorsFor(wantsColor(process.stderr, process.env)), process.env);
  const human =
    live && !quiet
      ? await openLiveView(theme, file)
      : (quiet ? quietView : plainView)(write, theme);
  return json ? both([jsonView(), human]) : human;
}

/** What overwrites lines is slow to load: only where somebody looks. */
async function openLiveView(theme: Theme, file: string): Promise<View> {
  const { liveView } = await import("./terminal/live-view.js");
  let isAsked = process.stdin.isTTY === true;
  const view = liveView(process.stderr, theme, () => isAsked);
  if (!isAsked) return view;
  const { answeringView } = await import("./answering-view.js");
  return answeringView(view, file, theme, () => {
    isAsked = false;
  });
}

function write(text: string): void {
  process.stderr.write(text);
}
