/** When schedules are due, and what is wrong with those that cannot be. */

export { cronProblem } from "./cron-text.js";
export { type Dates, datesOf, nextSlots, slotsBetween } from "./dates.js";
export type { TextProblem } from "./problem.js";
export { ruleProblem } from "./rule-text.js";
export { spokenRule } from "./rule-words.js";
export { ruleZone, type Timing } from "./timing.js";
export { isZone, machineZone, momentOf } from "./zone.js";
