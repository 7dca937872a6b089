/** What a paused run asks a person for, and what is answered. */
import type { RunId, TaskRunId } from "./events.js";
import type { JsonSchema } from "./graph.js";

/** Identifies a request for input within one store: the run's id, a dot, `input`, and an ordinal from 1. */
export type InputRequestId = string;

/** Made by `await input({ ... })` in a flow or a task, which waits until it is answered or over. */
export interface InputRequest {
  id: InputRequestId;
  run: RunId;
  /** The task run whose code asks; absent where the flow's own code does. */
  task?: TaskRunId;
  /** What the code calls it, such as `approve`. */
  key: string;
  /** The question, for a person. */
  prompt?: string;
  /** What an answer must be: JSON Schema, draft 2020-12. */
  schema: JsonSchema;
  /** When it was asked, in milliseconds since the Unix epoch. */
  asked: number;
  /** When nobody waits any more, in milliseconds since the Unix epoch; absent where there is no timeout. */
  until?: number;
  /** Why the last answer was not taken. */
  refused?: string;
}
