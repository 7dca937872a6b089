/** VS Code in a browser: what it loads asks nothing of Node.js, and the server in its worker answers. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GraphAnswer } from "@millrace/protocol";
import * as esbuild from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { workerScript } from "../../client/src/browser/worker-script.js";
import { extensionBundles } from "../../scripts/bundles.mjs";
import { findChromium, launchChromium } from "../../scripts/chromium.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
const WEB = ["web-extension", "web-server", "ts-morph"];
const TASKS = `import { task } from "millrace";
export const load = task(async () => [1]);
`;
const FLOW = `import { flow, task } from "millrace";
import { load } from "./tasks.js";
const save = task(async (rows: number[]) => rows.length);
export const main = flow(async () => await save(await load()));
`;

let folder: string;
let imports: Record<string, string[]>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "millrace-web-"));
  const bundles = extensionBundles(root).filter(({ entryPoints }) =>
    WEB.some((name) => name in (entryPoints as Record<string, string>)),
  );
  const results = await Promise.all(
    bundles.map((bundle) =>
      esbuild.build({ ...bundle, outdir: folder, sourcemap: false, metafile: true }),
    ),
  );
  const outputs = results.flatMap(({ metafile }) => Object.entries(metafile?.outputs ?? {}));
  imports = Object.fromEntries(
    outputs.map(([path, output]) => [
      path.slice(path.lastIndexOf("/") + 1),
      [...new Set(output.imports.map(({ path: imported }) => imported))],
    ]),
  );
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("nothing of Node.js is imported", () => {
  expect(imports["web-extension.js"]).toEqual(["vscode"]);
  expect(imports["web-server.js"]).toEqual([]);
  const text = readFileSync(join(folder, "web-extension.js"), "utf8");
  for (const name of builtinModules) expect(text).not.toContain(`require("${name}")`);
});

const chromium = findChromium();

describe.skipIf(!chromium)("the server in a worker of Chromium", () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage();
    const script = (name: string) => readFileSync(join(folder, name), "utf8");
    await page.evaluate(START, workerScript(script("ts-morph.cjs"), script("web-server.js")));
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
  });

  const uri = (name: string) => `vscode-vfs://github/owner/name/${name}`;
  const ask = <T>(method: string, params: unknown) =>
    page.evaluate(([how, what]) => (globalThis as unknown as InPage).ask(how, what), [
      method,
      params,
    ] as const) as Promise<T>;

  test("it draws a flow of files that the editor handed over, on no disk", async () => {
    await ask("initialize", {
      processId: null,
      capabilities: {},
      workspaceFolders: [{ uri: uri("").slice(0, -1), name: "name" }],
      initializationOptions: {
        editorCommands: true,
        files: [
          { uri: uri("package.json"), text: "{}" },
          { uri: uri("tasks.ts"), text: TASKS },
          { uri: uri("flow.ts"), text: FLOW },
        ],
      },
    });
    await page.evaluate(() => (globalThis as unknown as InPage).tell("initialized", {}));
    const answer = await ask<GraphAnswer | null>("millrace/graph", { uri: uri("flow.ts") });
    const nodes = answer?.graph.flows[0]?.nodes ?? [];
    expect(nodes.map(({ label, task }) => [label, task])).toEqual(
      expect.arrayContaining([
        ["load", "tasks.ts#load"],
        ["save", "flow.ts#save"],
      ]),
    );
    const flows = await ask<{ uri: string; name: string }[]>("millrace/flows", undefined);
    expect(flows).toMatchObject([{ name: "main", uri: uri("flow.ts") }]);
    const lenses = await ask<unknown[]>("textDocument/codeLens", {
      textDocument: { uri: uri("flow.ts") },
    });
    expect(lenses.length).toBeGreaterThan(0);
  });

  test("a file that changed is read anew", async () => {
    const changed = TASKS.replaceAll("load", "fetchAll");
    await page.evaluate(
      ([files, changes]) => {
        const { tell } = globalThis as unknown as InPage;
        tell("millrace/files", { files });
        tell("workspace/didChangeWatchedFiles", { changes });
      },
      [
        [
          { uri: uri("tasks.ts"), text: changed },
          { uri: uri("flow.ts"), text: FLOW.replaceAll("load", "fetchAll") },
        ],
        [
          { uri: uri("tasks.ts"), type: 2 },
          { uri: uri("flow.ts"), type: 2 },
        ],
      ] as const,
    );
    const answer = await ask<GraphAnswer | null>("millrace/graph", { uri: uri("flow.ts") });
    const labels = answer?.graph.flows[0]?.nodes.map(({ label }) => label);
    expect(labels).toContain("fetchAll");
    expect(labels).not.toContain("load");
  });
});

/** The page's end of the wire. */
interface InPage {
  ask(method: string, params: unknown): Promise<unknown>;
  tell(method: string, params: unknown): void;
}

/** Runs in the page: starts the worker, and makes {@link InPage} of the page's scope. */
function START(parts: string[]): void {
  interface Scope {
    Worker: new (
      url: string,
    ) => {
      postMessage(message: unknown): void;
      onmessage: (event: {
        data: { id?: number; method?: string; result?: unknown; error?: unknown };
      }) => void;
      onerror: (event: { message: string }) => void;
    };
  }
  const worker = new (globalThis as unknown as Scope).Worker(
    URL.createObjectURL(new Blob(parts, { type: "text/javascript" })),
  );
  const waiting = new Map<number, { resolve(value: unknown): void; reject(why: Error): void }>();
  worker.onmessage = ({ data: { id, method, result, error } }) => {
    if (id === undefined) return;
    if (method !== undefined) return worker.postMessage({ jsonrpc: "2.0", id, result: null });
    if (error) waiting.get(id)?.reject(new Error(JSON.stringify(error)));
    else waiting.get(id)?.resolve(result);
  };
  worker.onerror = ({ message }) => {
    for (const one of waiting.values()) one.reject(new Error(message));
  };
  let last = 0;
  const inPage: InPage = {
    ask: (method, params) =>
      new Promise((resolve, reject) => {
        waiting.set(++last, { resolve, reject });
        worker.postMessage({ jsonrpc: "2.0", id: last, method, params });
      }),
    tell: (method, params) => worker.postMessage({ jsonrpc: "2.0", method, params }),
  };
  Object.assign(globalThis, inPage);
}
