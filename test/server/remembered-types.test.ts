import { expect, test } from "vitest";
import type { TypeOracle } from "../../server/src/analysis/index.js";
import { RememberedTypes } from "../../server/src/types/remembered.js";

/** A checker to which whatever is called as said is a task. */
function remembered(texts: Record<string, string>, tasks: string[]) {
  const looked: string[] = [];
  let asked = 0;
  const checker: TypeOracle = {
    callable(file, { start, end }) {
      const callee = texts[file]?.slice(start, end) ?? "";
      looked.push(callee);
      return tasks.includes(callee) ? "task" : null;
    },
  };
  const types = new RememberedTypes(
    { ...checker, hasRead: (file) => file in texts, release: () => undefined },
    (file) => texts[file],
    () => {
      asked += 1;
    },
  );
  const ask = (callee: string, from = 0) => {
    const start = texts.a?.indexOf(callee, from) ?? 0;
    return types.callable("a", { start, end: start + callee.length });
  };
  return { types, ask, looked, tasks, asked: () => asked };
}

test("nothing is looked up for an answer", () => {
  const { ask, looked, types, asked } = remembered({ a: "s.send(1)" }, ["s.send"]);
  expect(ask("s.send")).toBeNull();
  expect(looked).toEqual([]);
  expect(asked()).toBe(1);
  expect(types.unsure()).toEqual(["a"]);
});

test("what was looked up is the answer from then on", () => {
  const { ask, types } = remembered({ a: "s.send(1)" }, ["s.send"]);
  ask("s.send");
  expect(types.refresh("a")).toBe(true);
  expect(types.unsure()).toEqual([]);
  expect(ask("s.send")).toBe("task");
  expect(types.refresh("a")).toBe(false);
});

test("the same call is known in another text, and one like it", () => {
  const texts = { a: "s.send(1)" };
  const { ask, types } = remembered(texts, ["s.send"]);
  ask("s.send");
  types.refresh("a");
  texts.a = "const x = 1; s.send(1); s.send(2); s.close()";
  expect(ask("s.send")).toBe("task");
  expect(ask("s.send", texts.a.indexOf("s.send") + 1)).toBe("task");
  expect(ask("s.close")).toBeNull();
});

test("calls that look alike are told apart by their order", () => {
  const texts = { a: "s.send(1); s.send(2);" };
  const answers = new Map([[0, "task" as const]]);
  const types = new RememberedTypes(
    {
      callable: (_, { start }) => answers.get(start) ?? null,
      hasRead: () => true,
      release: () => undefined,
    },
    () => texts.a,
    () => undefined,
  );
  const calls = [0, 11].map((start) => ({ start, end: start + 6 }));
  for (const call of calls) types.callable("a", call);
  types.refresh("a");
  expect(calls.map((call) => types.callable("a", call))).toEqual(["task", null]);
});

test("places of an older text are not looked up", () => {
  const texts = { a: "s.send(1)" };
  const { ask, types, looked } = remembered(texts, ["s.send"]);
  ask("s.send");
  texts.a = "export const x = s";
  expect(types.refresh("a")).toBe(false);
  expect(looked).toEqual([]);
});

test("a change of a file that the checker read makes every answer unsure", () => {
  const { ask, types, tasks } = remembered({ a: "s.send(1)", types: "" }, ["s.send"]);
  ask("s.send");
  types.refresh("a");
  ask("s.send");
  types.refresh("a");
  types.changed("elsewhere");
  expect(types.unsure()).toEqual([]);
  tasks.length = 0;
  types.changed("types");
  expect(types.unsure()).toEqual(["a"]);
  expect(types.refresh("a")).toBe(true);
});
