import { parseArgs } from "node:util";
import { type Watcher, watchers } from "../alerts/in-force.js";

/** What to run, as the command line says it. */
export interface RunRequest {
  file: string;
  /** The flow's name, its exported identifier, or `Class.method`. */
  flow?: string | undefined;
  params: { name: string; text: string }[];
  /** A JSON file with parameters by name. */
  paramsFile?: string | undefined;
  retryOf?: string | undefined;
  /** Run every task, also where an earlier result would do. */
  force?: boolean | undefined;
  slot?: SlotRequest | undefined;
  /** Who started it and watches it, where anybody does. */
  watcher?: Watcher | undefined;
}

/** Which slot of which of the flow's schedules to run; its parameters are in the source. */
export interface SlotRequest {
  schedule: string;
  /** Milliseconds since the Unix epoch. */
  scheduled: number;
  /** Without it the slot may have been run already, and is run again. */
  claim?: string | undefined;
}

/** `FILE[:FLOW]`. The colon of a drive (`C:\flows.ts`) separates nothing. */
export function parseTarget(target: string): { file: string; flow?: string } {
  const colon = target.lastIndexOf(":");
  const flow = target.slice(colon + 1);
  if (colon <= 1 || flow === "" || /[\\/]/.test(flow)) return { file: target };
  return { file: target.slice(0, colon), flow };
}

/** `name=value`; the value may hold anything, or nothing. */
export function parseAssignment(text: string): { name: string; text: string } | undefined {
  const equals = text.indexOf("=");
  return equals > 0 ? { name: text.slice(0, equals), text: text.slice(equals + 1) } : undefined;
}

/** The arguments that start the run process for a request. */
export function argumentsOf(request: RunRequest): string[] {
  return [
    ...request.params.map(({ name, text }) => `--param=${name}=${text}`),
    ...(request.paramsFile ? [`--params=${request.paramsFile}`] : []),
    ...(request.retryOf ? [`--retry-of=${request.retryOf}`] : []),
    ...(request.force ? ["--force"] : []),
    ...(request.slot ? slotArguments(request.slot) : []),
    ...(request.watcher ? [`--watcher=${request.watcher}`] : []),
    ...(request.flow ? [`--flow=${request.flow}`] : []),
    "--",
    request.file,
  ];
}

function slotArguments({ schedule, scheduled, claim }: SlotRequest): string[] {
  const claimed = claim === undefined ? [] : [`--claim=${claim}`];
  return [`--schedule=${schedule}`, `--scheduled=${scheduled}`, ...claimed];
}

/** Reads the run process's own arguments; a debugger may also give it `FILE:FLOW -p name=value`. */
export function parseRequest(args: string[]): RunRequest {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      param: { type: "string", short: "p", multiple: true },
      params: { type: "string" },
      flow: { type: "string" },
      "retry-of": { type: "string" },
      force: { type: "boolean" },
      schedule: { type: "string" },
      scheduled: { type: "string" },
      claim: { type: "string" },
      watcher: { type: "string" },
    },
  });
  const target = positionals[0] ?? "";
  const { file, flow } = values.flow ? { file: target, flow: values.flow } : parseTarget(target);
  return {
    file,
    flow,
    params: (values.param ?? []).flatMap((text) => parseAssignment(text) ?? []),
    paramsFile: values.params,
    retryOf: values["retry-of"],
    watcher: watchers.includes(values.watcher ?? "") ? (values.watcher as Watcher) : undefined,
    force: values.force,
    slot:
      values.schedule === undefined
        ? undefined
        : {
            schedule: values.schedule,
            scheduled: Number(values.scheduled),
            claim: values.claim,
          },
  };
}
