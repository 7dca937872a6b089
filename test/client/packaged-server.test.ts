/** The language server as the .vsix holds it: one file, without the packages it was made of. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { GraphAnswer } from "@millrace/protocol";
import * as esbuild from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { extensionBundles } from "../../scripts/bundles.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
const FLOW = `import { flow, task } from "millrace";
const load = task(async () => [1]);
const save = task(async (rows: number[]) => rows.length);
export const main = flow(async () => await save(await load()));
`;
const TYPED = `import { flow, type Task } from "millrace";
interface Services { byName: Map<string, Task>; rest: Readonly<Record<string, Task>>; names: string[] }
export const main = flow(async (s: Services) => {
  await s.byName.get("a")!(1);
  await s.rest.mail(2);
  s.names.push("b");
});
`;

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "millrace-packaged-"));
  const [bundle, typeScript] = extensionBundles(root);
  const entryPoints = {
    server: join(root, "server/src/main.ts"),
    oracle: join(root, "server/src/types/oracle.ts"),
  };
  await Promise.all([
    esbuild.build({ ...bundle, entryPoints, outdir: folder, sourcemap: false }),
    esbuild.build({ ...typeScript, outdir: folder, sourcemap: false }),
  ]);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("it answers with the graph", async () => {
  const answer = await graphOf(FLOW);
  const labels = answer?.graph.flows[0]?.nodes.map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining(["load", "save"]));
});

test("its type oracle has the language's types", () => {
  const load = createRequire(import.meta.url);
  const { createTypeOracle }: typeof import("../../server/src/types/oracle.js") = load(
    join(folder, "oracle.cjs"),
  );
  const oracle = createTypeOracle({
    read: (path) => (path === "/w/flow.ts" ? TYPED : undefined),
    resolve: () => null,
  });
  const kindOf = (callee: string) => {
    const start = TYPED.indexOf(callee);
    return oracle.callable("/w/flow.ts", { start, end: start + callee.length });
  };
  expect(kindOf(`s.byName.get("a")!`)).toBe("task");
  expect(kindOf("s.rest.mail")).toBe("task");
  expect(kindOf("s.names.push")).toBe(null);
});

/** The graph that a server of its own answers with, in an empty folder. */
async function graphOf(text: string): Promise<GraphAnswer | null> {
  const server = spawn(process.execPath, [join(folder, "server.cjs"), "--stdio"], { cwd: folder });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.listen();
  try {
    const uri = pathToFileURL(join(folder, "flow.ts")).toString();
    const workspaceFolders = [{ name: "w", uri: pathToFileURL(folder).toString() }];
    await connection.sendRequest("initialize", {
      processId: null,
      rootUri: null,
      capabilities: {},
      workspaceFolders,
    });
    await connection.sendNotification("initialized", {});
    await connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "typescript", version: 1, text },
    });
    return await connection.sendRequest("millrace/graph", { uri });
  } finally {
    connection.dispose();
    server.kill();
  }
}
