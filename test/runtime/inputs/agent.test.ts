/** What an editor asks of the agent while runs wait: for people, and for limits. */
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { handlers } from "../../../runtime/src/agent/handlers.js";
import { Library } from "../../../runtime/src/agent/library.js";
import { Watches } from "../../../runtime/src/agent/watches.js";
import type { Store } from "../../../runtime/src/engine/store.js";
import { openStore } from "../../../runtime/src/store/index.js";
import { flowRun } from "../store/records.js";
import { temporaryFolder } from "../store/workspace.js";

const id = "asking000001";
const request = {
  ...{ id: `${id}.input1`, run: id, key: "count", prompt: "How many?", asked: 5 },
  schema: { type: "integer" },
};

/** An agent beside the store of a run that goes on. */
function agent() {
  const folder = join(temporaryFolder(), ".millrace");
  const store = openStore({ folder });
  store.flowRun(flowRun({ id, seq: 3 }));
  const library = new Library(folder);
  onTestFinished(() => {
    library.close();
    store.close();
  });
  return { store, answer: handlers(library, new Watches(library, () => {})) };
}

function ask(store: Store): void {
  store.inputs.ask({ ...request, site: "a.ts#main", seq: 2 });
  store.flush();
}

/** The run looks at what was answered, as it does when it is told of a change. */
async function looks(store: Store): Promise<string> {
  for (;;) {
    const given = store.inputs.answerTo(request.id);
    if (given !== undefined) return given;
    await new Promise(setImmediate);
  }
}

describe("requests for input", () => {
  test("are listed, also with the snapshot of their run", async () => {
    const { store, answer } = agent();
    expect(await answer["inputs/list"]({})).toEqual([]);
    ask(store);
    expect(await answer["inputs/list"]({})).toEqual([request]);
    expect(await answer["inputs/list"]({ run: id })).toEqual([request]);
    const { snapshot } = await answer["run/watch"]({ run: id });
    expect(snapshot.inputs).toEqual([request]);
  });

  test("are answered once the run has taken the answer", async () => {
    const { store, answer } = agent();
    ask(store);
    const answered = answer["inputs/answer"]({ request: request.id, value: 3 });
    expect(await looks(store)).toBe("3");
    store.inputs.settle(request.id, { run: id, outcome: "answered", answer: "3", seq: 3, time: 6 });
    store.flush();
    expect(await answered).toBeNull();
    expect(await answer["inputs/list"]({})).toEqual([]);
    await expect(answer["inputs/answer"]({ request: request.id, value: 4 })).rejects.toThrow(
      'nobody waits for "count" any more: it has been answered',
    );
  });

  test("refuse what is not asked for, by their schema and by the run's own", async () => {
    const { store, answer } = agent();
    ask(store);
    await expect(answer["inputs/answer"]({ request: request.id, value: "x" })).rejects.toThrow(
      '"count" does not take this answer: expected integer, got string',
    );
    const answered = Promise.resolve(answer["inputs/answer"]({ request: request.id, value: 3 }));
    answered.catch(() => {});
    await looks(store);
    store.inputs.refuse(request.id, "too few");
    await expect(answered).rejects.toThrow('"count" does not take this answer: too few');
    expect(await answer["inputs/list"]({})).toEqual([{ ...request, refused: "too few" }]);
    await expect(answer["inputs/answer"]({ request: "none", value: 1 })).rejects.toThrow(
      'no run asks for "none"',
    );
  });
});

test("limits are listed with who holds them and how many wait", async () => {
  const { store, answer } = agent();
  expect(await answer["limits/list"]({})).toEqual([]);
  const wants = [{ name: "db", limit: 1, borrowed: false, place: "a.ts:1:1" }];
  const claim = { run: id, wants, waiting: 1, again: false };
  expect(store.limits.take({ ...claim, holder: `${id}.1` })).toBeUndefined();
  expect(store.limits.take({ ...claim, holder: `${id}.2`, waiting: 3 })).toMatchObject({
    name: "db",
    message: 'limit "db" is 1 at a time',
    detail: `held by run ${id}`,
  });
  expect(await answer["limits/list"]({})).toEqual([
    {
      ...{ name: "db", kind: "concurrency", limit: 1, waiting: 3 },
      holders: [{ run: id, task: `${id}.1`, since: expect.any(Number) }],
    },
  ]);
});
