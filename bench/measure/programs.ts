/** The programs under measurement, started as a person's shell starts them, without npx. */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** `millrace`, as arguments for Node. */
export const millrace = fileURLToPath(new URL("../../runtime/bin/millrace.js", import.meta.url));
/** `tsx`, as arguments for Node. */
export const tsx = createRequire(import.meta.url).resolve("tsx/cli");
