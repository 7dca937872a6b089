/** What the engine loads for the first task that has `files`. */
export { leave, look, touched } from "./freshness.js";
export { fileSet, filesOf, spelledFiles } from "./patterns.js";
