import type { OptionDoc } from "./catalogue.js";
import { alertOptions } from "./resource-options.js";

/** What `millrace.config.ts` may say. */
export const configOptions: readonly OptionDoc[] = [
  {
    name: "alerts",
    type: "list of alerts",
    doc: "Whom to tell of what becomes of any flow's runs, besides the flow's own alerts.",
    snippet: "[{ $1 }]",
    inner: alertOptions,
  },
  {
    name: "limits",
    type: "{ [name]: number | { limit, rate, per } }",
    doc: 'Limits that tasks and flows name in their option `concurrency`: how many at a time, or a rate, as `{ db: 4, api: { rate: 10, per: "1s" } }`.',
    snippet: "{ $1 }",
  },
  {
    name: "workers",
    type: "number",
    doc: 'How many threads the tasks with `runIn: "worker"` share in a run. Default: one for each processor.',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet.
    snippet: "${1:4}",
  },
  {
    name: "retention",
    type: "{ olderThan, keep, unusedFor }",
    doc: "What is kept of the history. Default: all runs, and what was of use within 90 days.",
    snippet: "{ $1 }",
    inner: [
      {
        name: "olderThan",
        type: "number | string",
        doc: 'Ended runs older than this are removed: `"90d"`.',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet.
        snippet: '"${1:90d}"',
        values: ['"30d"', '"90d"', '"1y"'],
      },
      {
        name: "keep",
        type: "number",
        doc: "Of each flow, the newest so many runs are kept, and what ended before them is removed.",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet.
        snippet: "${1:1000}",
      },
      {
        name: "unusedFor",
        type: "number | string",
        doc: 'Results that tasks keep for later runs are removed when no run had use of them for so long. Default: `"90d"`.',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet.
        snippet: '"${1:90d}"',
        values: ['"30d"', '"90d"', '"1y"'],
      },
    ],
  },
];
