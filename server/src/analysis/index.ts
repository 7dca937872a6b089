/**
 * The analysis: source text in, task graphs out. Knows neither an editor nor a file system; both
 * come through `SourceHost`.
 */
export { type Analyzer, createAnalyzer, type FileAnalysis, type FlowAnalysis } from "./analyzer.js";
export { exportedAs } from "./facts/exported-as.js";
export type * from "./facts/model.js";
export { parse } from "./facts/typescript/index.js";
export type { CallPosition } from "./graph/build.js";
export type * from "./graph/model.js";
export type { SourceHost, TypeOracle } from "./host.js";
export type { Sighting, Sightings } from "./interpreter/index.js";
