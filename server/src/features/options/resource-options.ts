import type { OptionDoc } from "./catalogue.js";

/** The settings of one limit. */
export const limitOptions: readonly OptionDoc[] = [
  {
    name: "name",
    type: "string",
    doc: "What tells it from other limits: who gives the same name shares the limit.",
    snippet: '"$1"',
  },
  {
    name: "limit",
    type: "number",
    doc: "How many may hold it at a time.",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet.
    snippet: "${1:4}",
  },
  {
    name: "rate",
    type: "number",
    doc: "How many may start in any span of `per`.",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet.
    snippet: "${1:10}",
  },
  {
    name: "per",
    type: "number | string",
    doc: "The span that `rate` counts in. Default: 1 second.",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet.
    snippet: '"${1:1s}"',
    values: ['"1s"', '"1m"', '"1h"'],
  },
];

const PATTERNS =
  'A glob such as `"data/*.csv"`, a path, a folder for all that is in it, or a list of those. `"!data/old.csv"` takes out what an earlier one matched; `{name}` stands for a parameter; `{ glob, optional: true }` may match nothing.';

/** The files of a task. */
export const filesOptions: readonly OptionDoc[] = [
  {
    name: "inputs",
    type: "glob | list of globs",
    doc: `Runs the task again when the content of one of them has changed, or when there are others. ${PATTERNS}`,
    snippet: '"$1"',
  },
  {
    name: "outputs",
    type: "glob | list of globs",
    doc: `Runs the task again when one of them is missing, or is not what the task wrote. ${PATTERNS}`,
    snippet: '"$1"',
  },
  {
    name: "cwd",
    type: "string",
    doc: "The folder that the patterns are relative to. Default: the nearest folder above the file with a `package.json` or a `.git`; a relative one starts there.",
    snippet: '"$1"',
  },
];

/** One alert of a flow. */
export const alertOptions: readonly OptionDoc[] = [
  {
    name: "on",
    type: '"failure" | "crash" | "recovery" | "missed" | list of these',
    doc: "`failure`: a run failed, timed out or could not start. `crash`: its process died. `recovery`: it completed after a run that had not. `missed`: slots of a schedule passed while nothing ran.",
    snippet: '"$1"',
    values: ['"failure"', '"crash"', '"recovery"', '"missed"'],
  },
  {
    name: "longerThan",
    type: "number | string",
    doc: "Also when a run takes longer than this, while it still runs.",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet.
    snippet: '"${1:10m}"',
    values: ['"1m"', '"10m"', '"1h"'],
  },
  {
    name: "to",
    type: "{ webhook } | { mail } | { command } | { desktop } | list of these",
    doc: 'Where to. Secrets are named, never written: `{ webhook: env("SLACK_URL"), template: "slack" }`.',
    snippet: "{ $1 }",
    values: [
      "{ desktop: true }",
      '{ webhook: env("SLACK_URL"), template: "slack" }',
      '{ mail: { smtp: env("SMTP_URL"), from: "", to: "" } }',
      '{ command: ["notify"] }',
    ],
  },
  {
    name: "runs",
    type: '"unattended" | "scheduled" | "all"',
    doc: "Of which runs. `unattended`, the default: those that nobody watches, of schedules or started by a script. `scheduled`: those of schedules only. `all`: also those that a person starts in a terminal or an editor.",
    snippet: '"$1"',
    values: ['"unattended"', '"scheduled"', '"all"'],
  },
  {
    name: "atMost",
    type: "{ count, per }",
    doc: 'No more than so many in a while, for each flow; what was left out is counted in the next. Default: 10 in `"1h"`.',
    snippet: '{ count: $1, per: "1h" }',
  },
  {
    name: "retries",
    type: "number",
    doc: "How often a channel that refuses is tried again. Default 3.",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet.
    snippet: "${1:3}",
  },
];
