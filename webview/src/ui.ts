/** What the person at the panel chose; it survives a hidden or reloaded webview. */
import type { EdgeRef, FlowKey, LogLevel, NodeId, TaskRunId } from "@millrace/protocol";
import type { Choices } from "./model/collapse.js";
import type { CameraState } from "./view/camera.js";

export interface Selection {
  node?: NodeId;
  task?: TaskRunId;
  edge?: EdgeRef;
}

export type ViewMode = "graph" | "timeline" | "both" | "list";
export type Side = "details" | "logs" | "none";
/** How high cards are: one line of text, or two; `auto` is one where there are many. */
export type Density = "auto" | "comfort" | "compact";
export type Filter = "all" | "active" | "failed" | "finished" | "notRun" | "drift";

/** The part that `setState` keeps. */
export interface SavedUi {
  mode: ViewMode;
  follow: boolean;
  critical: boolean;
  compare: boolean;
  /** Underlines tasks by their share of the run's time. */
  heat: boolean;
  density: Density;
  showDetails: boolean;
  showLogs: boolean;
  /** What stands beside the graph where the panel is low; absent follows the room there is. */
  side?: Side;
  sizes: { details: number; drawer: number; timeline: number; logs: number };
  log: { level: LogLevel; selected: boolean; wrap: boolean };
  flow?: FlowKey;
  /** The file that the flow is in: keys name it in its project, and there may be several. */
  file?: string | undefined;
  choices: Choices;
  /** Where a person moved it; absent while the graph frames itself. */
  camera?: CameraState | undefined;
  selection: Selection;
}

export interface Ui extends SavedUi {
  find: string;
  filter: Filter;
  logSearch: string;
}

export function timelineShown({ mode }: Pick<Ui, "mode">): boolean {
  return mode === "timeline" || mode === "both";
}

/** @param readsScreen a screen reader is in use, which lists serve better than pictures */
export function initialUi(saved: Partial<SavedUi>, readsScreen: boolean): Ui {
  return {
    mode: readsScreen ? "list" : "graph",
    follow: true,
    critical: false,
    compare: false,
    heat: false,
    density: "auto",
    showDetails: true,
    showLogs: true,
    choices: {},
    selection: {},
    ...saved,
    sizes: { details: 320, drawer: 220, timeline: 180, logs: 160, ...saved.sizes },
    log: { level: "debug", selected: false, wrap: false, ...saved.log },
    find: "",
    filter: "all",
    logSearch: "",
  };
}

export function savedPart({ find, filter, logSearch, ...saved }: Ui): SavedUi {
  return saved;
}
