/** Puts what a run reports on the static graph. Pure: no LSP, no files. */
export type { PlacedGraph } from "./calls.js";
export { createRunMapper, type MappingOptions, type NodeMatch, type RunMapper } from "./match.js";
export { type Place, placeOf, type Sighting, sightingOf, spell } from "./sighting.js";
