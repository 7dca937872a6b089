/** What the verbs `millrace graph` and `millrace check` do; both give the exit status. */
import { runCheck } from "./commands/check.js";
import { type GraphRequest, renderGraph } from "./commands/graph.js";
import { UsageError } from "./commands/opened.js";

/** Prints the task graph of a file. */
export async function printGraph(request: GraphRequest): Promise<number> {
  return await exitStatus(async () => {
    await print(await renderGraph(request, process.cwd()));
    return 0;
  });
}

/** Prints what is wrong in files and folders; 1 where an error is among it. */
export async function check(request: { paths: string[]; format: string }): Promise<number> {
  return await exitStatus(async () => {
    const { text, failed } = await runCheck(request, process.cwd());
    await print(text);
    return failed ? 1 : 0;
  });
}

async function exitStatus(run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`millrace: ${error.message}\n`);
    return 2;
  }
}

/** Resolves when the text is on its way: a pipe takes no more than it can hold at once. */
function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
