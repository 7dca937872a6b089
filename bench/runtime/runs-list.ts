/**
 * The editor's list of runs over a history of 100,000: what each kind of filter costs once the agent
 * has the file open, from the request to the answer.
 */
import { spawn } from "node:child_process";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { median, print } from "../measure/figure.js";
import { withNewStore } from "../measure/folder.js";
import { millrace } from "../measure/programs.js";
import { measure } from "../measure/subject.js";
import { timed } from "../measure/time.js";

const bench = "runs-list";
const runs = 100_000;
const rounds = 9;

const queries: Record<string, object> = {
  newest: {},
  of_a_flow: { flow: "flow3" },
  failed: { states: ["Failed", "TimedOut", "Crashed"] },
  in_a_state_that_none_has: { states: ["Running"] },
  of_a_month_long_ago: { since: 0, until: Date.now() - (runs - 50_000) * 60_000 },
  search_found_often: { search: "data/99" },
  search_found_once: { search: "DATA/12345" },
  search_found_never: { search: "zürich" },
};

await withNewStore(async (env) => {
  await measure(new URL("subjects/long-history.ts", import.meta.url), { args: [runs], env });
  const agent = spawn(process.execPath, [millrace, "agent", "--stdio"], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const rpc = createMessageConnection(
    new StreamMessageReader(agent.stdout),
    new StreamMessageWriter(agent.stdin),
  );
  rpc.listen();
  await rpc.sendRequest("runs/list", {});
  for (const [name, query] of Object.entries(queries)) {
    const samples: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      samples.push(await timed(() => rpc.sendRequest("runs/list", query)));
    }
    print({ bench, figure: `ms_${name}`, value: median(samples), n: runs, rounds: samples });
  }
  rpc.dispose();
  agent.stdin.end();
});
