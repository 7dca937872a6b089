import type { Row } from "../support/patterns.js";
import { rows as branches } from "./branches.js";
import { rows as dataFlow } from "./data-flow.js";
import { rows as errors } from "./errors.js";
import { rows as functions } from "./functions.js";
import { rows as loops } from "./loops.js";
import { rows as modules } from "./modules.js";
import { rows as taskApi } from "./task-api.js";

/** The patterns of analysis.md that have a TypeScript form, by its sections. */
export const catalogue: Record<string, Row[]> = {
  "Data flow": dataFlow,
  Loops: loops,
  Branches: branches,
  Errors: errors,
  Functions: functions,
  "Modules and classes": modules,
  "Task API": taskApi,
};
