/** The extension's end of `millrace agent`, with the real process behind it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { Agent } from "../../client/src/history/agent.js";

vi.mock("vscode", async () => ({
  EventEmitter: (await import("./support/emitter.js")).Emitter,
}));

const command = fileURLToPath(new URL("../../runtime/bin/millrace.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "millrace-agent-"));
writeFileSync(join(folder, "package.json"), "{}");
const agents: Agent[] = [];

afterEach(() => {
  for (const agent of agents.splice(0)) agent.dispose();
});

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

function agentBy(node: () => string) {
  const said: string[] = [];
  const agent = new Agent(
    folder,
    () => ({ node: node(), command }),
    (text) => said.push(text),
  );
  agents.push(agent);
  return { agent, said };
}

test("a history process that dies is started again, and its lists are to be read anew", async () => {
  const nodes: string[] = [];
  const { agent, said } = agentBy(() => {
    nodes.push(process.execPath);
    return process.execPath;
  });
  const changed = vi.fn();
  const died = vi.fn();
  agent.onDidChange(changed);
  agent.onDidDie(died);
  expect(await agent.request("runs/list", {})).toEqual([]);
  changed.mockClear();

  agent.restart();
  await expect.poll(() => changed.mock.calls.length, { timeout: 10_000 }).toBe(1);
  expect(died).toHaveBeenCalledTimes(1);
  expect(said.join("")).toContain("SIGTERM");
  expect(await agent.request("runs/list", {})).toEqual([]);
  expect(nodes).toHaveLength(2);
});

test("one that cannot start is tried again by the next request, with the Node of then", async () => {
  let node = join(folder, "no-such-node");
  const { agent, said } = agentBy(() => node);
  expect(await agent.ask("runs/list", {})).toBeUndefined();
  expect(said.join("")).toContain("could not start");
  node = process.execPath;
  expect(await agent.ask("runs/list", {})).toEqual([]);
});
