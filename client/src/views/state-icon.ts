import type { State, StateName, StateType } from "@millrace/protocol";
import { ThemeColor, ThemeIcon } from "vscode";

/** The icon of a state in lists: the panel's own shapes and colours. */
export function stateIcon({ type, name }: State): ThemeIcon {
  const icon = (id: string, color: string) => new ThemeIcon(id, new ThemeColor(color));
  if (name === "UpstreamFailed") return icon("circle-slash", "disabledForeground");
  if (name === "Cached" || name === "Restored") return icon("history", "testing.iconPassed");
  switch (type) {
    case "COMPLETED":
      return icon("pass", "testing.iconPassed");
    case "FAILED":
      return icon("error", "testing.iconFailed");
    case "CRASHED":
      return icon("warning", "charts.orange");
    case "CANCELLED":
    case "CANCELLING":
      return icon("circle-slash", "descriptionForeground");
    case "RUNNING":
      return icon("sync~spin", "charts.blue");
    case "PAUSED":
      return icon("debug-pause", "charts.yellow");
    default:
      return icon("clock", "testing.iconQueued");
  }
}

/** A state of which only the name is known, such as one to choose. */
export function stateOfName(name: StateName): State {
  return { name, type: TYPES[name] ?? "SCHEDULED" };
}

/** Where the name alone says how a run stands. */
const TYPES: Partial<Record<StateName, StateType>> = {
  Running: "RUNNING",
  Paused: "PAUSED",
  Failed: "FAILED",
  TimedOut: "FAILED",
  Crashed: "CRASHED",
  Completed: "COMPLETED",
  Cancelled: "CANCELLED",
  Pending: "PENDING",
};
