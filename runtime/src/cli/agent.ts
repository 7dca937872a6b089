import type { Command } from "commander";

import { storeFolder } from "../store/index.js";

/** `millrace agent --stdio`: the editor's view of the runs of the folder it is started in. */
export function registerAgent(program: Command): void {
  program
    .command("agent")
    .description("answer an editor's questions about runs, as JSON-RPC")
    .requiredOption("--stdio", "speak on standard input and output")
    .action(async () => {
      const { serveAgent } = await import("../agent/index.js");
      await serveAgent({ folder: storeFolder(process.cwd()) });
      process.exit(0);
    });
}
