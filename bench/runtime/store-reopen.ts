/**
 * Looking at a long history: the first list from the command line, the first list the editor gets
 * from its agent, and what later requests cost. Beside it: a Node process that does nothing.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createMessageConnection, type MessageConnection } from "vscode-jsonrpc/node";
import { median, print } from "../measure/figure.js";
import { withNewStore } from "../measure/folder.js";
import { millrace } from "../measure/programs.js";
import { inTurns } from "../measure/rounds.js";
import { measure, outputOf } from "../measure/subject.js";
import { timed } from "../measure/time.js";

const bench = "store-reopen";
const smallRuns = 2_000;
const largeTasks = 100_000;
const rounds = 7;

await withNewStore(async (env) => {
  const history = new URL("subjects/history.ts", import.meta.url);
  const { runs } = await measure<{ runs: number }>(history, { args: [smallRuns, largeTasks], env });

  const samples = await inTurns(rounds, {
    node: () => timed(() => outputOf(process.execPath, ["-e", "0"])),
    list: () =>
      timed(() =>
        outputOf(process.execPath, [millrace, "runs", "ls", "--json", "--limit", "50"], env),
      ),
    agent: () => askAgent(env),
  });

  const node = { name: "node-nothing", value: median(samples.node) };
  const figures = {
    runs_ls_ms: samples.list,
    agent_first_list_ms: samples.agent.map(({ firstList }) => firstList),
    agent_later_list_ms: samples.agent.map(({ laterList }) => laterList),
    agent_get_run_of_100000_tasks_ms: samples.agent.map(({ largeRun }) => largeRun),
  };
  for (const [figure, values] of Object.entries(figures)) {
    const fromTheStart = figure === "runs_ls_ms" || figure === "agent_first_list_ms";
    print({
      bench,
      figure,
      value: median(values),
      ...(fromTheStart && { baseline: node }),
      n: runs,
      rounds: values,
    });
  }
});

interface Answers {
  /** From the start of the process. */
  firstList: number;
  laterList: number;
  largeRun: number;
}

async function askAgent(env: Record<string, string>): Promise<Answers> {
  const start = performance.now();
  const agent = spawn(process.execPath, [millrace, "agent", "--stdio"], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(agent, "exit");
  const connection: MessageConnection = createMessageConnection(agent.stdout, agent.stdin);
  connection.listen();
  try {
    const list = (flow?: string) =>
      connection.sendRequest<{ id: string }[]>("runs/list", { limit: 50, ...(flow && { flow }) });
    if ((await list()).length !== 50) throw new Error("the agent lists fewer runs than there are");
    const firstList = performance.now() - start;
    const laterList = await timed(() => list());
    const [large] = await list("large");
    const largeRun = await timed(() => connection.sendRequest("runs/get", { run: large?.id }));
    return { firstList, laterList, largeRun };
  } finally {
    connection.dispose();
    agent.kill();
    await ended;
  }
}
