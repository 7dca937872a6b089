import type { RunEvent } from "@millrace/protocol";
import { describe, expect, test } from "vitest";
import { isFinal } from "../../client/src/runs/ends.js";
import { parseEvent } from "../../client/src/runs/parse-event.js";
import { RunModel } from "../../client/src/runs/run-model.js";

const state = { type: "COMPLETED", name: "Completed" } as const;
const error = { name: "Error", message: "no", stack: [] };
const head = { run: "r", seq: 2, time: 0 };

const request = { id: "i", run: "r", key: "k", prompt: "?", schema: {}, asked: 0 };

/** One of each type, with all that it may have. */
const EVENTS: RunEvent[] = [
  { ...head, seq: 1, type: "run-started", flow: "f", file: "/w/f.ts", params: {} },
  {
    ...{ ...head, type: "task-state", task: "r.1", name: "t", state, attempt: 1, upstream: [] },
    ...{ node: "/w/f.ts:1:1", via: [], map: { index: 0, of: 1 }, error, reason: "new" },
  },
  { ...head, type: "log", level: "info", message: "m", task: "r.1" },
  { ...head, type: "progress", task: "r.1", done: 1, total: 2, message: "half" },
  { ...head, type: "run-state", state },
  { ...head, type: "input-requested", request },
  { ...head, type: "input-settled", request: "i", outcome: "answered" },
  { ...head, type: "run-finished", state, duration: 1, counts: {}, error },
];

const lines = [
  "",
  "null",
  "[]",
  "{}",
  '"log"',
  "1",
  '{"type":"toString","run":"r","seq":1,"time":0}',
];
test.each(lines)("%j is no event", (line) => expect(parseEvent(line)).toBeUndefined());

describe.each(EVENTS)("$type", (event) => {
  test("is read as it is", () => {
    expect(parseEvent(JSON.stringify(event))).toEqual(event);
  });

  // Whatever a foreign program leaves out or gets wrong, what is let through can be shown.
  test.each(Object.keys(event))("with another %s it is refused, or does no harm", (field) => {
    for (const wrong of [undefined, null, 7, "x", {}, []]) {
      const parsed = parseEvent(JSON.stringify({ ...event, [field]: wrong }));
      if (!parsed) continue;
      expect(() => shown(parsed)).not.toThrow();
    }
  });
});

/** What a panel and the views ask of a run that has had the event. */
function shown(event: RunEvent): unknown {
  const [started, task] = EVENTS as [RunEvent & { type: "run-started" }, RunEvent];
  const model = RunModel.started(started, "f.ts#f");
  model.apply(task);
  model.apply({ ...event, seq: 3 });
  return [model.failedTask, model.ended, model.tasks.map((one) => isFinal(one.state))];
}
