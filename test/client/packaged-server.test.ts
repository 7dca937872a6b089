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
  type Hover,
  type MarkupContent,
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
const SCHEDULED = `import { flow } from "millrace";
export const main = flow(
  { schedules: [{ cron: "0 6 * * 1", timezone: "UTC" }, { rrule: "FREQ=WEEKLY;BYDAY=MO", timezone: "UTC" }] },
  async () => {},
);
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

test("it reads cron expressions and rules", async () => {
  const hover = (what: string) => hoverOf(SCHEDULED, SCHEDULED.indexOf(what));
  expect(await hover("0 6 * * 1")).toContain("At 06:00, only on Monday");
  expect(await hover("FREQ=WEEKLY")).toMatch(/Every week.*Next: \n- Mon/s);
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

function graphOf(text: string): Promise<GraphAnswer | null> {
  return askAbout(text, "millrace/graph", (uri) => ({ uri }));
}

async function hoverOf(text: string, offset: number): Promise<string> {
  const before = text.slice(0, offset).split("\n");
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  const hover = await askAbout<Hover | null>(text, "textDocument/hover", (uri) => ({
    textDocument: { uri },
    position,
  }));
  return hover ? (hover.contents as MarkupContent).value : "";
}

/** What a server of its own answers, in an empty folder. */
async function askAbout<T>(
  text: string,
  method: string,
  params: (uri: string) => object,
): Promise<T> {
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
    return await connection.sendRequest(method, params(uri));
  } finally {
    connection.dispose();
    server.kill();
  }
}
