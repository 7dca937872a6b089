import type { InputRequest, RunDetails } from "@millrace/protocol";
import { afterEach, expect, test, vi } from "vitest";
import { askPeople } from "../../client/src/inputs/answer.js";
import type { OpenInput, OpenInputs } from "../../client/src/inputs/open-inputs.js";
import { Emitter } from "./support/emitter.js";

/** What a person was told, and the button they choose next. */
const seen = vi.hoisted(() => ({
  information: [] as string[],
  errors: [] as string[],
  commands: [] as unknown[][],
  chosen: [] as (string | undefined)[],
}));

vi.mock("vscode", async () => ({
  EventEmitter: (await import("./support/emitter.js")).Emitter,
  Uri: { file: (path: string) => `file://${path}` },
  commands: { executeCommand: async (...args: unknown[]) => seen.commands.push(args) },
  window: {
    showInformationMessage: async (text: string) => {
      seen.information.push(text);
      return seen.chosen.shift();
    },
    showErrorMessage: async (text: string) => {
      seen.errors.push(text);
      return seen.chosen.shift();
    },
  },
}));

afterEach(() => {
  for (const list of Object.values(seen)) list.length = 0;
});

/** Runs that can be read, and what asks. */
async function ask(runs: Partial<RunDetails>[], request: Partial<InputRequest>): Promise<void> {
  const agent = {
    folder: "/w",
    ask: async (_: string, { run }: { run: string }) => runs.find(({ id }) => id === run),
    request: async () => {
      throw new Error("the history process ended");
    },
  };
  const asked = new Emitter<OpenInput>();
  // VS Code does not wait for listeners; a test does, and hears of what they reject with.
  let listener: Promise<unknown> = Promise.resolve();
  const onDidAsk = (listen: (input: OpenInput) => Promise<unknown>) =>
    asked.event((input) => {
      listener = listen(input);
    });
  askPeople({ onDidAsk } as unknown as OpenInputs, async () => true);
  asked.fire({
    agent,
    request: { key: "approve", schema: {}, ...request },
  } as unknown as OpenInput);
  await listener;
}

test("a subflow's question is asked in the name of the flow that called it", async () => {
  await ask(
    [
      { id: "child", parent: "root", flow: "part" },
      { id: "root", flow: "whole" },
    ],
    { run: "child", prompt: "Go on?" },
  );
  expect(seen.information).toEqual(["whole asks: Go on?"]);
});

test("a question whose run cannot be read is asked all the same", async () => {
  await ask([], { run: "0123456789", prompt: "Go on?" });
  expect(seen.information).toEqual(["Run #012345 asks: Go on?"]);
});

test("a caller that cannot be read leaves the name of the run that asks", async () => {
  await ask([{ id: "child", parent: "gone", flow: "part" }], { run: "child" });
  expect(seen.information).toEqual(["part asks: approve"]);
});

test("what cannot be shown says why, and how it is answered elsewhere", async () => {
  seen.chosen.push("Show", "Show Output");
  await ask([], { run: "0123456789" });
  expect(seen.errors).toEqual([
    "Run #012345 cannot be read from the history of /w, so its graph cannot be shown; the output says why. In a terminal there it is answered by: millrace runs answer 0123456789 approve VALUE",
  ]);
  expect(seen.commands).toEqual([["millrace.showOutput"]]);
});
