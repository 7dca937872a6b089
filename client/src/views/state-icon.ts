import type { State } from "@millrace/protocol";
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
