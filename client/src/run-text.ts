/** Run events as lines of the log language: time, who, what. Pure. */
import type { Frame, RunError, RunEvent, State } from "@millrace/protocol";
import type { RunModel } from "./runs/run-model.js";
import { stateText } from "./state-text.js";

const LONGEST_LINE = 4_000;
/** Colours of a terminal and other escapes: an output channel shows them as boxes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g;

/**
 * @param names of runs and task runs by their id
 * @returns no line for what changes too often to be read
 */
export function linesOf(event: RunEvent, names: ReadonlyMap<string, string>): string[] {
  const run = names.get(event.run) ?? event.run;
  const line = (who: string, what: string) => `${clock(event.time)}  ${who}  ${what}`;
  switch (event.type) {
    case "run-started":
      return [line(run, `Running  ${plain(JSON.stringify(event.params))}`)];
    case "run-state":
      // Said already, with the parameters.
      return event.state.name === "Running" ? [] : [line(run, stateAndMessage(event.state))];
    case "run-finished":
      return [
        line(run, `${stateAndMessage(event.state)}  in ${span(event.duration)}`),
        ...stackOf(event.error),
      ];
    case "log": {
      const [first = "", ...rest] = plain(event.message).split("\n");
      const who = event.task === undefined ? run : (names.get(event.task) ?? event.task);
      return [line(who, `${event.level}  ${first}`), ...rest.map((text) => `    ${text}`)];
    }
    case "task-state": {
      // Every task is Pending before it runs.
      if (event.state.name === "Pending") return [];
      return [line(event.name, stateAndMessage(event.state)), ...stackOf(event.error)];
    }
    case "input-requested": {
      const { prompt, key } = event.request;
      return [line(run, `Paused  asks: ${plain(prompt ?? key)}`)];
    }
    default:
      return [];
  }
}

/** A run as it is known now: its log, then how it and its tasks ended. */
export function linesOfRun({ run, tasks, logs, logsDropped }: RunModel): string[] {
  const names = new Map(tasks.map(({ id, name }) => [id, name]));
  const event = { seq: 0, run: run.id };
  const lines = [
    ...linesOf(
      {
        ...event,
        type: "run-started",
        flow: run.label,
        file: "",
        params: run.params,
        time: run.started,
      },
      names,
    ),
  ];
  if (logsDropped > 0) lines.push(`… ${logsDropped} older lines`);
  for (const line of logs) lines.push(...linesOf({ ...event, type: "log", ...line }, names));
  for (const { id, name, state, ended, error } of tasks) {
    const change = { task: id, name, state, attempt: 1, upstream: [], time: ended ?? run.started };
    lines.push(
      ...linesOf({ ...event, type: "task-state", ...change, ...(error && { error }) }, names),
    );
  }
  if (run.ended === undefined) return lines;
  const finish = {
    state: run.state,
    time: run.ended,
    duration: run.ended - run.started,
    counts: {},
  };
  return [
    ...lines,
    ...linesOf(
      { ...event, type: "run-finished", ...finish, ...(run.error && { error: run.error }) },
      names,
    ),
  ];
}

function stateAndMessage({ name, message }: State): string {
  return message ? `${stateText(name)}  ${plain(message)}` : stateText(name);
}

function stackOf(error: RunError | undefined): string[] {
  if (!error) return [];
  return [`    ${plain(`${error.name}: ${error.message}`)}`, ...error.stack.map(frameText)];
}

function frameText({ function: name, file, line, column }: Frame): string {
  const place = `${file}:${line}:${column}`;
  return name ? `    at ${name} (${place})` : `    at ${place}`;
}

/** Without escapes, and not longer than a line can be read. */
export function plain(text: string): string {
  const cut = text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
  return cut.replace(ESCAPES, "").replace(UNSEEN, "\ufffd");
}

function clock(time: number): string {
  const at = new Date(time);
  const two = (value: number) => String(value).padStart(2, "0");
  const ms = String(at.getMilliseconds()).padStart(3, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${ms}`;
}

/** Milliseconds for a person: `250 ms`, `1.2 s`, `3 m 05 s`. */
export function span(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, "0")} s`;
}
