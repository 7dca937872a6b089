import { inspect } from "node:util";
import type { ResultPreview, TaskRunId } from "@millrace/protocol";
import type { Connection } from "./connection.js";
import { resultOf } from "./queries.js";

/** Longest text of a result shown. In characters. */
const longest = 20_000;

/** What a task run returned, as text for a person. */
export function resultPreview(connection: Connection, task: TaskRunId): ResultPreview {
  const found = resultOf(connection, task);
  if ("problem" in found) return { missing: found.problem };
  const text = inspect(found.value, { depth: 6, maxArrayLength: 200, maxStringLength: 10_000 });
  return { text: text.length > longest ? `${text.slice(0, longest)}…` : text };
}
