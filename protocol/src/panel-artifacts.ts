/** What the host and the panel say of the things that a run has made for people to look at. */
import type { RunId, TaskRunId } from "./events.js";

/** All that the run on the graph, and those it called, have made for people to look at so far. */
export interface ArtifactsChanged {
  type: "artifacts";
  seq: number;
  run: RunId;
  artifacts: PanelArtifact[];
}

/** One of them, as text already and cut to a readable length by the host. */
export interface PanelArtifact {
  /** The run that made it; with its key it names the artifact. */
  run: RunId;
  key: string;
  task?: TaskRunId;
  content: ArtifactContent;
}

export type ArtifactContent =
  /** `length` characters in all, where `text` is only their beginning. */
  | { kind: "markdown"; text: string; length?: number }
  /** `total` rows in all, where `rows` are only the first. */
  | { kind: "table"; columns: string[]; rows: string[][]; total?: number }
  /** `opens`: the host opens it when asked by {@link ArtifactOpened}. */
  | { kind: "link"; url: string; opens: boolean }
  /** A `data:` URI. */
  | { kind: "image"; url: string };

/** Opens a link outside, a text or a table whole in an editor. */
export interface ArtifactOpened {
  type: "openArtifact";
  run: RunId;
  key: string;
}
