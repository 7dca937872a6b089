/** Commands given while the extension is not there yet: each waits, none is unknown. */

import { beforeEach, expect, test, vi } from "vitest";
import type * as vscode from "vscode";
import { registerAll } from "../../client/src/browser/commands.js";
import { type Main, wakeWhereFlowsAre } from "../../client/src/waking.js";

type Command = (...args: unknown[]) => unknown;

const editor = vi.hoisted(() => ({
  commands: new Map<string, (...args: unknown[]) => unknown>(),
  told: [] as string[],
  opened: undefined as ((document: unknown) => unknown) | undefined,
}));

vi.mock("vscode", () => ({
  Disposable: class {
    constructor(readonly dispose: () => void) {}
  },
  Uri: { joinPath: () => ({}) },
  commands: {
    /** As VS Code: no two commands of one name, and an error for one that nobody has. */
    registerCommand: (name: string, run: Command) => {
      if (editor.commands.has(name)) throw new Error(`command '${name}' already exists`);
      editor.commands.set(name, run);
      return { dispose: () => editor.commands.delete(name) };
    },
    executeCommand: async (name: string, ...args: unknown[]) => {
      const run = editor.commands.get(name);
      if (!run) throw new Error(`command '${name}' not found`);
      return await run(...args);
    },
  },
  window: { showInformationMessage: async (text: string) => void editor.told.push(text) },
  workspace: {
    textDocuments: [],
    workspaceFolders: [],
    onDidOpenTextDocument: (listener: (document: unknown) => unknown) => {
      editor.opened = listener;
      return { dispose: () => {} };
    },
    onDidChangeTextDocument: () => ({ dispose: () => {} }),
  },
}));

beforeEach(() => {
  editor.commands.clear();
  editor.told.length = 0;
});

const NAMES = ["millrace.run", "millrace.showGraph", "millrace.showOutput"];
const manifest = { contributes: { commands: NAMES.map((command) => ({ command })) } };
const context = () =>
  ({
    subscriptions: [],
    workspaceState: { get: () => undefined, update: async () => {} },
    extension: { packageJSON: manifest },
  }) as unknown as vscode.ExtensionContext;

const execute = async (name: string, ...args: unknown[]) => {
  const run = editor.commands.get(name);
  if (!run) throw new Error(`command '${name}' not found`);
  return await run(...args);
};

/** An extension that takes until `ready` to make its commands, as that of a browser. */
function slow() {
  let ready!: () => void;
  const done: unknown[][] = [];
  const made = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const main: Main = {
    async activate({ extension }) {
      const making = made.then(() => ({
        showGraph: (argument: unknown) => void done.push(["showGraph", argument]),
      }));
      registerAll(extension.packageJSON, making);
      await making;
    },
  };
  return { main, ready, done };
}

test("commands given while it sleeps and while it wakes are carried out once it is awake", async () => {
  const { main, ready, done } = slow();
  await wakeWhereFlowsAre(context(), () => main);
  const first = execute("millrace.showGraph", 1);
  const second = execute("millrace.showGraph", 2);
  const third = execute("millrace.run");
  expect(done).toEqual([]);
  ready();
  await Promise.all([first, second, third]);
  expect(done).toContainEqual(["showGraph", 1]);
  expect(done).toContainEqual(["showGraph", 2]);
  expect(editor.told).toEqual([expect.stringContaining("starts no programs")]);
});

test("a command given while a document wakes it waits too", async () => {
  const { main, ready, done } = slow();
  await wakeWhereFlowsAre(context(), () => main);
  const text = 'import { flow } from "millrace";';
  editor.opened?.({ languageId: "typescript", getText: () => text });
  const given = execute("millrace.showGraph", "x");
  ready();
  await given;
  expect(done).toEqual([["showGraph", "x"]]);
});

test("what could not wake says so at each command, and no command is gone", async () => {
  const failing: Main = {
    async activate() {
      throw new Error("no memory left");
    },
  };
  await wakeWhereFlowsAre(context(), () => failing);
  await expect(execute("millrace.run")).rejects.toThrow("no memory left");
  await expect(execute("millrace.run")).rejects.toThrow("no memory left");
});
