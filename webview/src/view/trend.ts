/**
 * How long a task took in its last runs: one bar a run, oldest on the left. A bar opens its run; all
 * are one tab stop, and the arrow keys walk them.
 */
import type { TaskRunId, TrendSample } from "@millrace/protocol";
import type { Actions } from "../actions.js";
import { formatDuration } from "../model/format.js";
import { isFailure, statusOf, statusWord } from "../model/status.js";
import { type Trend, trendOf, trendText } from "../model/trend.js";
import { heading, section } from "./details-parts.js";
import { el, setText, svg } from "./element.js";

const HEIGHT = 44;
/** The widest a run's bar and the gap after it may be. */
const STEP = 14;
const WIDTH = 20 * STEP;
/** A run whose code did not run still leaves a mark. */
const STUB = 3;

/** @param current the task run that the details are about */
export function trendSection(
  samples: TrendSample[] | undefined,
  current: TaskRunId,
  actions: Actions,
): HTMLElement | undefined {
  if (!samples || samples.length < 2) return undefined;
  const trend = trendOf(samples);
  const text = trendText(trend);
  const plot = svg("svg", {
    class: "trend",
    viewBox: `0 0 ${WIDTH} ${HEIGHT + 6}`,
    role: "toolbar",
    "aria-label": text,
  });
  const step = Math.min(STEP, WIDTH / samples.length);
  plot.append(hatch());
  const bars = samples.map((sample, index) =>
    bar(sample, index * step, step * 0.72, trend, sample.task === current, actions),
  );
  plot.append(...bars);
  if (trend.median !== undefined) plot.append(medianLine(trend, step * samples.length));
  const caption = el("p", { class: "trend-text" }, text);
  const here = samples.findIndex(({ task }) => task === current);
  rove(plot, bars, here < 0 ? bars.length - 1 : here);
  const whole = section(heading("Last runs"), plot, caption);
  // A tooltip is for the pointer alone. Not told by the plot: Chromium would make it a tab stop.
  whole.addEventListener("focusin", ({ target }) => {
    setText(caption, (target as Element).ariaLabel ?? text);
  });
  whole.addEventListener("focusout", () => setText(caption, text));
  return whole;
}

/** Where the arrow keys lead from a bar; undefined where they have no business. */
function placeAfter(key: string, place: number, count: number): number | undefined {
  const last = count - 1;
  if (key === "ArrowRight") return Math.min(place + 1, last);
  if (key === "ArrowLeft") return Math.max(place - 1, 0);
  if (key === "Home") return 0;
  return key === "End" ? last : undefined;
}

/** One tab stop for all bars: the arrow keys move it, Enter and Space press the bar it is at. */
function rove(plot: SVGElement, bars: readonly SVGElement[], start: number): void {
  const stopAt = (place: number) => {
    bars.forEach((one, index) => {
      one.tabIndex = index === place ? 0 : -1;
    });
    return bars[place];
  };
  stopAt(start);
  plot.addEventListener("keydown", (event) => {
    const place = bars.indexOf(event.target as SVGElement);
    if (place < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = placeAfter(event.key, place, bars.length);
    if (next !== undefined) stopAt(next)?.focus();
    else if (event.key === "Enter" || event.key === " ")
      bars[place]?.dispatchEvent(new Event("click"));
    else return;
    event.preventDefault();
  });
}

function bar(
  sample: TrendSample,
  x: number,
  width: number,
  trend: Trend,
  isThis: boolean,
  actions: Actions,
): SVGElement {
  const status = statusOf(sample.state);
  const height = Math.max(STUB, heightOf(sample.duration ?? 0, trend));
  const box = { x, y: HEIGHT - height, width, height };
  const took = sample.duration === undefined ? "" : `, ${formatDuration(sample.duration)}`;
  const when = new Date(sample.created).toLocaleString();
  const text = `${isThis ? "This run" : when}: ${statusWord(status)}${took}`;
  const group = svg("g", {
    class: "trend-bar",
    "data-status": status,
    role: "button",
    "aria-label": text,
    "aria-current": isThis ? "true" : undefined,
  });
  const title = svg("title");
  title.textContent = text;
  group.append(title, svg("rect", { class: "hit", x, y: 0, width, height: HEIGHT }));
  group.append(svg("rect", { class: "fill", ...box }));
  // What failed is told by its shape too: hatched, and higher than its bar by a cap.
  if (isFailure(status)) {
    group.append(svg("rect", { ...box, fill: "url(#trend-hatch)" }));
    group.append(svg("rect", { class: "cap", x, y: HEIGHT - height - 3, width, height: 2 }));
  }
  if (isThis) group.append(svg("rect", { class: "this", x, y: HEIGHT + 3, width, height: 3 }));
  group.addEventListener("click", () => actions.post({ type: "selectRun", run: sample.run }));
  return group;
}

/** Room is left on top for the cap of what failed. */
function heightOf(duration: number, { longest }: Trend): number {
  return longest > 0 ? (duration / longest) * (HEIGHT - 5) : 0;
}

function medianLine(trend: Trend, width: number): SVGElement {
  const y = HEIGHT - heightOf(trend.median ?? 0, trend);
  return svg("line", { class: "median", x1: 0, x2: width, y1: y, y2: y });
}

/** Lines across, in the colour of what lies behind. */
function hatch(): SVGElement {
  const defs = svg("defs");
  const pattern = svg("pattern", {
    id: "trend-hatch",
    width: 4,
    height: 4,
    patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)",
  });
  pattern.append(svg("rect", { class: "hatch", width: 1.5, height: 4 }));
  defs.append(pattern);
  return defs;
}
