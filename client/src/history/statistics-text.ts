/** How a flow or a task did lately, for a person. Pure. */
import type { Statistics } from "@millrace/protocol";
import { span } from "../run-text.js";
import { stateText } from "../state-text.js";

/** `95 % · 1.2 s`: how many of the last runs completed, and how long one of them takes. */
export function inBrief(known: Statistics): string {
  const typical = median(known.durations);
  return [successRate(known), ...(typical === undefined ? [] : [span(typical)])].join(" · ");
}

/** The same in sentences, and how the last run ended. */
export function inFull(known: Statistics): string[] {
  const { last, recent } = known;
  const typical = median(known.durations);
  const at = last.failedTask === undefined ? "" : ` at ${last.failedTask}`;
  return [
    `${recent.completed} of the last ${recent.runs} runs completed (${successRate(known)})`,
    ...(typical === undefined ? [] : [`Median duration ${span(typical)}`]),
    `Last run: ${stateText(last.state.name)}${at}`,
  ];
}

function successRate({ recent: { runs, completed } }: Statistics): string {
  return `${runs === 0 ? 0 : Math.round((100 * completed) / runs)} %`;
}

export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [below, above] = [sorted[middle - 1], sorted[middle]];
  if (above === undefined) return undefined;
  return sorted.length % 2 === 1 || below === undefined ? above : (below + above) / 2;
}
