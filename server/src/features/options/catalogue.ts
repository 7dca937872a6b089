import type { OptionsOwner } from "./at.js";
import { configOptions } from "./config-options.js";
import { alertOptions, filesOptions, limitOptions } from "./resource-options.js";
import { scheduleOptions } from "./schedule-options.js";

/** What an option is, for completion and hover. */
export interface OptionDoc {
  name: string;
  type: string;
  doc: string;
  /** What goes in after `name: `, as a snippet. */
  snippet: string;
  /** Values worth offering, as code. */
  values?: readonly string[];
  /** The options of the object this option may be. */
  inner?: readonly OptionDoc[];
}

const hook = (name: string, doc: string): OptionDoc => ({
  name,
  type: "(event: HookEvent) => unknown",
  doc: `${doc} Nobody waits for it; what it throws is logged and changes nothing.`,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet.
  snippet: "(${1:event}) => {\n\t$0\n}",
});

const DURATION = "number | string";
const DURATIONS = ['"500ms"', '"10s"', '"5m"', '"1h"', '"1d"'];

const common: readonly OptionDoc[] = [
  {
    name: "name",
    type: "string",
    doc: "Shown everywhere. Default: the function's name, or the variable's it is assigned to.",
    snippet: '"$1"',
  },
  { name: "description", type: "string", doc: "Shown with the name.", snippet: '"$1"' },
  { name: "version", type: "string", doc: "Recorded with each run.", snippet: '"$1"' },
  {
    name: "retries",
    type: "number",
    doc: "How many times to try again after a failure. Default 0.",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet.
    snippet: "${1:3}",
    values: ["1", "3", "5"],
  },
  {
    name: "retryDelay",
    type: "number | string | list | (attempt, error) => seconds",
    doc: 'How long to wait before a retry: always the same, the i-th of a list (the last repeats), `exponential(base, { max, jitter })`, or a function. Seconds, or a string such as `"10s"`. Default: no delay.',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet.
    snippet: '"${1:10s}"',
    values: ['"10s"', "[1, 10, 60]", "exponential(1, { max: 60, jitter: 0.5 })"],
  },
  {
    name: "timeout",
    type: DURATION,
    doc: 'How long one attempt may take. Then `runtime().signal` aborts and the state is `TimedOut`. Seconds, or a string such as `"5m"`.',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet.
    snippet: '"${1:5m}"',
    values: DURATIONS,
  },
  {
    name: "concurrency",
    type: "number | string | { name, limit, rate, per } | list of these",
    doc: 'What it waits for before it starts, shared by all runs on the machine: so many of its own runs at a time (`2`), a limit by name (`"db"`), one with its settings (`{ name: "db", limit: 4 }`, `{ name: "api", rate: 10, per: "1s" }`), or several. A slot is taken for each attempt and given back between attempts.',
    snippet: "$1",
    values: ["1", '{ name: "db", limit: 4 }', '{ name: "api", rate: 10, per: "1s" }'],
    inner: limitOptions,
  },
  hook("onRunning", "Called when an attempt starts."),
  hook("onCompletion", "Called with the result when it completed."),
  hook("onFailure", "Called with the error when the last attempt failed."),
  hook("onRetry", "Called when an attempt failed and another one will follow."),
];

const cacheOptions: readonly OptionDoc[] = [
  {
    name: "key",
    type: "string | (...args) => string",
    doc: "The key, or how to make it from the arguments. Default: the arguments and the task's source.",
    snippet: "($1) => $0",
  },
  {
    name: "expires",
    type: DURATION,
    doc: "How long a result stays good. Default: for ever.",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet.
    snippet: '"${1:1d}"',
    values: ['"1h"', '"1d"', '"7d"'],
  },
  {
    name: "refresh",
    type: "boolean",
    doc: "Compute anew, and keep the new result.",
    snippet: "true",
    values: ["true", "false"],
  },
];

const taskOptions: readonly OptionDoc[] = [
  ...common,
  {
    name: "tags",
    type: "string[]",
    doc: "Words to find runs by.",
    snippet: '["$1"]',
  },
  {
    name: "retryIf",
    type: "(error, attempt) => boolean",
    doc: "Decides whether an error is worth another attempt; `attempt` is the one that failed.",
    snippet: "(error) => $0",
  },
  {
    name: "cache",
    type: "boolean | { key, expires, refresh } | (...args) => string",
    doc: "Take the result over from an earlier run. `true`: while the arguments and the task's source are the same.",
    snippet: "true",
    values: ["true", "false"],
    inner: cacheOptions,
  },
  {
    name: "files",
    type: "{ inputs, outputs, cwd } | (...args) => { inputs, outputs, cwd }",
    doc: "What the task reads and writes: while that is as the task left it, and so are its source and its arguments, the result of the earlier run is taken over. Not together with `cache`.",
    snippet: '{ inputs: "$1", outputs: "$2" }',
    inner: filesOptions,
  },
  {
    name: "optional",
    type: "boolean",
    doc: "A failure of this task does not fail the flow.",
    snippet: "true",
    values: ["true", "false"],
  },
  {
    name: "runName",
    type: "string",
    doc: 'Names each run after its parameters, as `"load-{table}"`.',
    snippet: '"$1"',
  },
  {
    name: "runIn",
    type: '"main" | "worker"',
    doc: 'The thread its code runs in. `"worker"`: one of its own, for work that keeps a processor busy; the module is loaded there too, arguments and result are copied, and a timeout ends even an endless loop. The task has to be exported. Default `"main"`.',
    snippet: '"worker"',
    values: ['"worker"', '"main"'],
  },
];

const callOptions: readonly OptionDoc[] = [
  ...taskOptions,
  {
    name: "waitFor",
    type: "PromiseLike[]",
    doc: "Start only when these have ended well, without using their results.",
    snippet: "[$1]",
  },
];

const flowOptions: readonly OptionDoc[] = [
  ...common,
  {
    name: "maxTasks",
    type: "number",
    doc: "How many of this flow's tasks may run at a time. Default: all that are ready.",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet.
    snippet: "${1:8}",
  },
  {
    name: "params",
    type: "StandardSchema",
    doc: "Checks and converts the parameters: zod, valibot, arktype or any Standard Schema, of an object.",
    snippet: "$1",
  },
  {
    name: "logPrints",
    type: "boolean",
    doc: "Record what the flow prints with `console` as log lines.",
    snippet: "true",
    values: ["true", "false"],
  },
  {
    name: "schedule",
    type: "{ cron | every | rrule, ... }",
    doc: "When `millrace serve` runs the flow by itself.",
    snippet: "{ $1 }",
    inner: scheduleOptions,
  },
  {
    name: "schedules",
    type: "list of schedules",
    doc: "As `schedule`, where there are several.",
    snippet: "[{ $1 }]",
    inner: scheduleOptions,
  },
  {
    name: "alerts",
    type: "list of alerts",
    doc: "Whom `millrace serve` tells of what becomes of the flow's runs.",
    snippet: "[{ $1 }]",
    inner: alertOptions,
  },
  hook("onCancellation", "Called when the run was cancelled."),
  hook("onCrashed", "Called when the process is about to die of an error that no code caught."),
];

/** The options that may stand there. */
export function optionDocs(kind: OptionsOwner, call: "definition" | "with"): readonly OptionDoc[] {
  if (kind === "config") return configOptions;
  if (kind === "flow") return flowOptions;
  return call === "with" ? callOptions : taskOptions;
}
