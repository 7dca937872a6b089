import { ago, spanOf } from "../ago.js";
import type { Codebase, Defined } from "../codebase.js";
import { appearances, neighbours } from "../relatives.js";
import { stateText } from "../state-text.js";

/** As many flows are listed that call a task. */
const LISTED = 5;

/** A task or flow at a glance: signature, options, neighbours, last runs; lines of Markdown. */
export function describeDefinition(defined: Defined, codebase: Codebase, now: number): string[] {
  const { fact } = defined;
  return [
    `\`\`\`typescript\n${signatureOf(defined)}\n\`\`\``,
    ...(fact.documentation ? [fact.documentation] : []),
    ...optionLine(defined),
    ...describeUses(defined, codebase),
    ...describeRuns(defined, codebase, now),
  ];
}

/** `(task) fetchData(url: string): Promise<Day[]>` */
export function signatureOf({ fact }: Pick<Defined, "fact">): string {
  const params = fact.params.map(
    ({ name, type, required }) => `${name}${required ? "" : "?"}: ${type}`,
  );
  const returns = fact.returns ? `: ${fact.returns}` : "";
  return `(${fact.kind}) ${fact.name}(${params.join(", ")})${returns}`;
}

function optionLine({ fact }: Defined): string[] {
  const shown = fact.options
    .filter(({ text }) => text.length <= 40 && !text.includes("\n"))
    .map(({ name, text }) => `${name} \`${text}\``);
  return shown.length === 0 ? [] : [shown.join(" · ")];
}

function describeUses({ key, fact }: Defined, codebase: Codebase): string[] {
  const found = appearances(key, codebase);
  if (found.length === 0) {
    return fact.kind === "task" ? ["No flow of this workspace calls it."] : [];
  }
  const lines = found.slice(0, LISTED).map((appearance) => {
    const { flow, nodes } = appearance;
    const times = nodes.length > 1 ? ` (${nodes.length} calls)` : "";
    const before = neighbours(appearance, "upstream");
    const after = neighbours(appearance, "downstream");
    const around = [
      ...(before.length > 0 ? [`after ${list(before)}`] : []),
      ...(after.length > 0 ? [`before ${list(after)}`] : []),
    ].join(", ");
    return `- in \`${flow.name}\`${times}${around && `: ${around}`}`;
  });
  const more = found.length > LISTED ? [`- and ${found.length - LISTED} more`] : [];
  return [["Called", ...lines, ...more].join("\n")];
}

function list(labels: readonly string[]): string {
  const shown = labels.slice(0, LISTED).map((label) => `\`${label}\``);
  const more = labels.length > LISTED ? [`${labels.length - LISTED} more`] : [];
  return [...shown, ...more].join(", ");
}

function describeRuns({ fact, key, file }: Defined, codebase: Codebase, now: number): string[] {
  const sample = codebase.history.of(fact, key, file);
  if (!sample) return [];
  const { last, recent } = sample;
  const took = last.duration === undefined ? "" : `, took ${spanOf(last.duration / 1000)}`;
  const at = last.failedTask === undefined ? "" : ` at \`${last.failedTask}\``;
  const why = last.reason === undefined ? "" : ` (${last.reason})`;
  const rate = Math.round((100 * recent.completed) / Math.max(1, recent.runs));
  return [
    `Last run: ${stateText(last.state.name)}${why}${at} ${ago(last.started + (last.duration ?? 0), now)}${took}. ${recent.completed} of the last ${recent.runs} completed (${rate} %).`,
  ];
}
