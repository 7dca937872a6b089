/** The examples run as a person runs them; every task run must land on a node of the static graph. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunEvent, RunStarted, TaskStateChanged } from "@millrace/protocol";
import { afterAll, describe, expect, test } from "vitest";
import { createAnalyzer } from "../../server/src/analysis/index.js";
import { createRunMapper, sightingOf } from "../../server/src/mapping/index.js";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
const folder = join(root, "examples/flows");
const home = mkdtempSync(join(tmpdir(), "millrace-mapping-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Flow and parameters that make an example short. */
const choices: Record<string, string[]> = {
  "airport-distances.ts": ["-p", "count=4"],
  "ask-before-publishing.ts": ["-p", "count=3", "-p", "seconds=0.1"],
  "cached-features.ts": ["-p", "magnitude=6"],
  "long-simulation.ts": ["-p", "steps=2"],
  "nightly.ts": [],
};
const flows: Record<string, string> = { "nightly.ts": "nightly" };

async function eventsOf(file: string): Promise<RunEvent[]> {
  const target = flows[file] === undefined ? file : `${file}:${flows[file]}`;
  const bin = join(root, "runtime/bin/millrace.js");
  const args = [bin, "run", join(folder, target), "--json", ...(choices[file] ?? [])];
  const child = spawn(process.execPath, args, {
    cwd: home,
    env: { ...process.env, MILLRACE_HOME: home },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (more) => {
    text += more;
  });
  await once(child, "close");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

const analyzer = createAnalyzer({
  root,
  read: (path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined),
  exists: existsSync,
});

describe.each(readdirSync(folder))("%s", (file) => {
  test("every task run has its node", async () => {
    const events = await eventsOf(file);
    const analysed = analyzer.analyzeFile(join(folder, file)).flows;
    const runs = events.filter((event): event is RunStarted => event.type === "run-started");
    const called = events.filter(
      (event): event is TaskStateChanged => event.type === "task-state" && event.attempt === 0,
    );
    expect(runs.length).toBeGreaterThan(0);
    expect(called.length).toBeGreaterThan(0);
    for (const { run, flow } of runs) {
      const graph = analysed.find((each) => each.graph.name === flow);
      expect(graph, `the graph of ${flow}`).toBeDefined();
      if (graph === undefined) continue;
      const mapper = createRunMapper(graph, { root });
      for (const event of called.filter((each) => each.run === run)) {
        const match = mapper.match(sightingOf(event));
        expect(match, `${event.name} at ${event.node}`).toMatchObject({ certainty: "exact" });
      }
    }
  }, 60_000);
});
