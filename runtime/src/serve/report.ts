/** What the service says while it works: a line for a person, or an object for a program. */
import type { RunId, StateName } from "@millrace/protocol";
import { oneLine } from "../cli/terminal/text.js";
import type { Theme } from "../cli/terminal/theme.js";
import type { Missed } from "./decide.js";

export type ServeEvent =
  | { type: "serving"; flows: number; schedules: number; next: number | undefined }
  | { type: "slot-claimed"; flow: string; schedule: string; slot: number }
  | {
      type: "slot-ended";
      flow: string;
      schedule: string;
      slot: number;
      run: RunId;
      state: StateName;
    }
  | { type: "slot-skipped"; flow: string; schedule: string; slot: number; reason: string }
  | { type: "slot-waiting"; flow: string; schedule: string; slot: number; reason: string }
  | { type: "slot-refused"; flow: string; schedule: string; slot: number; reason: string }
  | ({ type: "slots-missed"; flow: string; schedule: string } & Missed)
  | { type: "alert"; flow: string; way: string; problem?: string }
  | { type: "runs-removed"; count: number }
  | { type: "stopping"; running: number }
  | { type: "trouble"; message: string };

export type Report = (event: ServeEvent) => void;

export function jsonReport(write: (text: string) => void): Report {
  return (event) => write(`${JSON.stringify({ ...event, time: Date.now() })}\n`);
}

export function textReport(write: (text: string) => void, theme: Theme): Report {
  const { dim, bold, red, yellow } = theme.colors;
  return (event) => write(`${dim(clock(Date.now()))} ${line(event)}\n`);

  function line(event: ServeEvent): string {
    const flow = "flow" in event ? bold(oneLine(event.flow)) : "";
    const slot = "slot" in event ? dim(` (${clock(event.slot)})`) : "";
    switch (event.type) {
      case "serving": {
        const next = event.next === undefined ? "" : `; the next slot is ${clock(event.next)}`;
        return `${counted(event.schedules, "schedule")} of ${counted(event.flows, "flow")}${next}`;
      }
      case "slot-claimed":
        return `${theme.glyph("Running")} ${flow} started${slot}`;
      case "slot-ended": {
        const { state, run } = event;
        return `${theme.glyph(state)} ${flow} ${theme.paint(state, theme.word(state))}${slot} ${dim(run)}`;
      }
      case "slot-skipped":
        return `${theme.glyph("UpstreamFailed")} ${flow} left out${slot}: ${event.reason}`;
      case "slot-waiting":
        return `${yellow("!")} ${flow} could not start${slot}: ${event.reason}. It is tried again when a file changes, and after a minute for the last time`;
      case "slot-refused":
        return `${red("!")} ${flow} did not start${slot}: ${event.reason}`;
      case "slots-missed":
        return `${yellow("!")} ${flow} ${missed(event)}`;
      case "alert":
        return event.problem === undefined
          ? `${dim(`told ${event.way} of`)} ${flow}`
          : `${red("!")} could not tell ${event.way} of ${flow}: ${event.problem}`;
      case "runs-removed":
        return dim(`removed ${event.count} old ${event.count === 1 ? "run" : "runs"}`);
      case "stopping":
        return event.running === 0
          ? "stopping"
          : `stopping when ${event.running} ${event.running === 1 ? "run has" : "runs have"} ended; once more kills ${event.running === 1 ? "it" : "them"}`;
      case "trouble":
        return `${red("!")} ${event.message}`;
    }
  }
}

export function missed({ count, first, last }: Missed): string {
  if (count === 1) return `missed the slot ${clock(first)}: nothing ran then`;
  const many = count > 1_000 ? "more than 1000" : String(count);
  return `missed ${many} slots from ${clock(first)} to ${clock(last)}: nothing ran then`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Local date and time, to the second. */
function clock(time: number): string {
  return new Date(time).toLocaleString("sv-SE");
}
