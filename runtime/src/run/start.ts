/** Where the run process begins: from Node 22 on, what was compiled is kept for the next start. */
import module from "node:module";

// The types are those of Node 20, which does not have it.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();
await import("./main.js");
