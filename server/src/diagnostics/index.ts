/**
 * The diagnostics: what is wrong, or could be better, in flows and tasks. Pure functions over the
 * analysis; an editor and a command line show what they return.
 */
export { suppression } from "./comments.js";
export { type Codebase, diagnose } from "./diagnose.js";
export { rules } from "./registry.js";
export type { Edit, Finding, Fix, Rule, Settings } from "./rule.js";
