/** The types Millrace's processes speak to one another. No code runs here. */
export type * from "./agent.js";
export type * from "./dry-run.js";
export type * from "./editor.js";
export type * from "./events.js";
export type * from "./graph.js";
export type * from "./input.js";
export type * from "./panel.js";
export type * from "./panel-artifacts.js";
export type * from "./state.js";
