/** What views may ask of the panel. */
import type { PanelToHost } from "@millrace/protocol";
import type { Selection } from "./ui.js";

export type Action =
  | "run"
  | "runLast"
  | "debug"
  | "stop"
  | "retry"
  | "debugTask"
  | "fit"
  | "fitSelection"
  | "find"
  | "critical"
  | "compare"
  | "compareRuns"
  | "answer"
  | "heat"
  | "follow"
  | "pin"
  | "expandAll"
  | "collapseAll"
  | "toggleGroup"
  | "openSource"
  | "openDefinition"
  | "details"
  | "logs"
  | "nextFailed"
  | "previousFailed"
  | "zoomIn"
  | "zoomOut"
  | "zoomReset"
  | "exportSvg"
  | "exportPng"
  | "exportMermaid"
  | "exportJson"
  | "copyError"
  | "viewGraph"
  | "viewTimeline"
  | "viewBoth"
  | "viewList"
  | "help"
  | "backToGraph";

export interface Actions {
  /** `reveal` brings the node into view and opens what hides it. */
  select(selection: Selection, reveal?: boolean): void;
  act(action: Action): void;
  post(message: PanelToHost): void;
  /** Something that `setState` keeps, or that the layout of panes depends on, changed. */
  uiChanged(): void;
}

export const ACTION_NAMES: Record<Action, string> = {
  run: "Run",
  runLast: "Run with last parameters",
  debug: "Debug",
  stop: "Stop the run",
  retry: "Retry from the failed task",
  debugTask: "Debug this task again",
  fit: "Fit all",
  fitSelection: "Fit the selection",
  find: "Find a node",
  critical: "Critical path",
  compare: "Compare code and run",
  compareRuns: "Compare with another run…",
  answer: "Answer what the run asks",
  heat: "Underline tasks by duration",
  follow: "Follow the run",
  pin: "Pin to this flow",
  expandAll: "Expand all groups",
  collapseAll: "Collapse all groups",
  toggleGroup: "Expand or collapse the group",
  openSource: "Open the call in the source",
  openDefinition: "Open the task's definition",
  details: "Go to details",
  logs: "Go to logs",
  nextFailed: "Next failed task",
  previousFailed: "Previous failed task",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  zoomReset: "Actual size",
  exportSvg: "Export as SVG",
  exportPng: "Export as PNG",
  exportMermaid: "Export as Mermaid",
  exportJson: "Export the run as JSON",
  copyError: "Copy the error as Markdown",
  viewGraph: "Graph",
  viewTimeline: "Timeline",
  viewBoth: "Graph and timeline",
  viewList: "List",
  help: "Keyboard help",
  backToGraph: "Back to the graph",
};
