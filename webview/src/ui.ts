/** What the person at the panel chose; it survives a hidden or reloaded webview. */
import type { EdgeRef, FlowKey, LogLevel, NodeId, TaskRunId } from "@millrace/protocol";
import type { Choices } from "./model/collapse.js";
import type { CameraState } from "./view/camera.js";

export interface Selection {
  node?: NodeId;
  task?: TaskRunId;
  edge?: EdgeRef;
}

export type ViewMode = "graph" | "timeline" | "both";
export type Filter = "all" | "active" | "failed" | "finished" | "notRun" | "drift";

/** The part that `setState` keeps. */
export interface SavedUi {
  mode: ViewMode;
  follow: boolean;
  critical: boolean;
  compare: boolean;
  showDetails: boolean;
  showLogs: boolean;
  sizes: { details: number; timeline: number; logs: number };
  log: { level: LogLevel; selected: boolean; wrap: boolean };
  flow?: FlowKey;
  choices: Choices;
  camera?: CameraState;
  selection: Selection;
}

export interface Ui extends SavedUi {
  find: string;
  filter: Filter;
  logSearch: string;
}

export function initialUi(saved: Partial<SavedUi>): Ui {
  return {
    mode: "graph",
    follow: true,
    critical: false,
    compare: false,
    showDetails: true,
    showLogs: true,
    choices: {},
    selection: {},
    ...saved,
    sizes: { details: 320, timeline: 180, logs: 160, ...saved.sizes },
    log: { level: "debug", selected: false, wrap: false, ...saved.log },
    find: "",
    filter: "all",
    logSearch: "",
  };
}

export function savedPart({ find, filter, logSearch, ...saved }: Ui): SavedUi {
  return saved;
}
