import type { InputRequest } from "@millrace/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Agent } from "../../client/src/history/agent.js";
import type { History } from "../../client/src/history/history.js";
import { OpenInputs } from "../../client/src/inputs/open-inputs.js";
import { Emitter } from "./support/emitter.js";

vi.mock("vscode", async () => ({
  EventEmitter: (await import("./support/emitter.js")).Emitter,
}));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A history whose answers take a second, with the questions that were open when it was asked. */
function historyOf(open: InputRequest[]) {
  const [found, changed] = [new Emitter<void>(), new Emitter<void>()];
  const ask = async () => {
    const answer = [...open];
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return answer;
  };
  const agents = [{ folder: "/w", ask } as unknown as Agent];
  const history = { agents, onDidFind: found.event, onDidChange: changed.event };
  return { history: history as unknown as History, found, changed };
}

const question = (id: string, asked: number) => ({ id, asked, key: id }) as unknown as InputRequest;

test("what runs asked before the window was opened is found with their history", async () => {
  const { history, found } = historyOf([question("late", 2), question("early", 1)]);
  const inputs = new OpenInputs(history);
  found.fire();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(inputs.all.map(({ request }) => request.id)).toEqual(["early", "late"]);
});

test("what is asked while the open questions are read is heard of too, once", async () => {
  const open = [question("first", 1)];
  const { history, changed } = historyOf(open);
  const inputs = new OpenInputs(history);
  const heard: string[] = [];
  inputs.onDidAsk(({ request }) => heard.push(request.id));
  changed.fire();
  await vi.advanceTimersByTimeAsync(500);
  open.push(question("second", 2));
  changed.fire();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(heard).toEqual(["first", "second"]);
});
