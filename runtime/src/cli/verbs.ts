/** The verbs besides `run`: what they need is more than a starting run should wait for. */
export { registerAgent } from "./agent.js";
export { registerAlerts } from "./alerts.js";
export { registerBackfill } from "./backfill.js";
export { registerImport } from "./import.js";
export { registerLimits } from "./limits.js";
export { registerRuns } from "./runs/index.js";
export { registerSchedules } from "./schedules.js";
export { registerServe } from "./serve.js";
