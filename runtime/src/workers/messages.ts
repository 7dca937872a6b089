/** What a run's own thread and a worker thread tell each other. All of it is copied, not shared. */
import type { Frame, LogLevel } from "@millrace/protocol";
import type { Progress } from "../engine/progress-meter.js";
import type { ArtifactRecord } from "../engine/record.js";

/** One attempt of a task, as the worker is given it. */
export interface Job {
  /** Where the task is defined: what the worker finds it by, among what that module exports. */
  place: Frame;
  /** Of the function's source: the worker must find the same one. */
  sourceHash: string;
  args: readonly unknown[];
  attempt: number;
  run: { id: string; flowName: string; params: Record<string, unknown>; scheduled?: number };
  task: { id: string; label: string };
  logPrints: boolean;
}

export interface PackedError {
  name: string;
  message: string;
  stack: string | undefined;
  cause: PackedError | undefined;
  /** The error's own further properties that can be copied. */
  more: Record<string, unknown>;
}

export type FromWorker =
  | { type: "log"; level: LogLevel; message: string; source?: { file: string; line: number } }
  | { type: "progress"; progress: Progress }
  | { type: "artifact"; artifact: Omit<ArtifactRecord, "run" | "task"> }
  /** It knows that it is to stop: its event loop turns. */
  | { type: "heard" }
  | { type: "returned"; value: unknown }
  | { type: "threw"; error: PackedError };

export type ToWorker = { type: "stop"; reason: PackedError };
