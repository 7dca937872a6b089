import { describe, expect, test } from "vitest";
import { defineConfig, exponential, flow, task } from "../../../runtime/src/index.js";

const fn = () => 1;

describe("options that cannot be meant are refused when the module loads", () => {
  test.each([
    [{ retries: -1 }, "task option `retries` is -1: give a whole number from 0"],
    [{ retries: 1.5 }, "task option `retries` is 1.5: give a whole number from 0"],
    [{ retryDelay: "soon" }, "task option `retryDelay` is 'soon': give seconds"],
    [{ retryDelay: [] }, "task option `retryDelay` is []: give seconds"],
    [{ retryDelay: [1, -1] }, "task option `retryDelay` is [ 1, -1 ]: give seconds"],
    [{ timeout: 0 }, "task option `timeout` is 0: give seconds as a number above 0"],
    [{ timeout: Number.NaN }, "task option `timeout` is NaN"],
    [{ timeout: "10" }, "task option `timeout` is '10'"],
    [{ retryIf: true }, "task option `retryIf` is true: give a function"],
    [{ cache: "yes" }, "task option `cache` is 'yes': give true"],
    [{ cache: { expire: 1 } }, "task has no option `cache.expire`: did you mean `expires`?"],
    [{ cache: { expires: "x" } }, "task option `cache.expires` is 'x'"],
    [{ name: " " }, "task option `name` is ' ': give a string that is not empty"],
    [{ tags: "a" }, "task option `tags` is 'a': give a list of strings"],
    [{ retrys: 3 }, "task has no option `retrys`: did you mean `retries`?"],
    [{ Timeout: 3 }, "task has no option `Timeout`: did you mean `timeout`?"],
    [{ colour: 3 }, "task has no option `colour`: it knows name, "],
    [{ onFailure: 1 }, "task option `onFailure` is 1: give a function"],
    [{ waitFor: [] }, "task has no option `waitFor`"],
    [{ concurrency: 0 }, "task option `concurrency` is 0: give a whole number from 1"],
    [{ concurrency: true }, "task option `concurrency` is true: give a number of runs at a time"],
    [{ concurrency: " " }, "task option `concurrency` is ' ': give a string that is not empty"],
    [{ concurrency: [] }, "task option `concurrency` is []: give a number of runs at a time"],
    [{ concurrency: ["a", "a"] }, 'task option `concurrency` names "a" twice'],
    [{ concurrency: { limit: 2 } }, "task option `concurrency.name` is undefined: give a string"],
    [
      { concurrency: [{ name: "a", limits: 2 }] },
      "task option `concurrency[0]` has no setting `limits`: did you mean `limit`?",
    ],
    [{ concurrency: { name: "a", limit: 1.5 } }, "`concurrency.limit` is 1.5: give a whole number"],
    [{ concurrency: { name: "a", rate: 5, per: "x" } }, "`concurrency.per` is 'x': give seconds"],
    [{ concurrency: { name: "a", per: 1 } }, "`concurrency.per` is given without `rate`"],
    [{ runIn: "thread" }, "task option `runIn` is 'thread': give \"worker\""],
    [{ constructor: 1 }, "task has no option `constructor`"],
  ])("task %j", (options, message) => {
    expect(() => task(options as object, fn)).toThrow(TypeError);
    expect(() => task(options as object, fn)).toThrow(message);
    expect(() => task(options as object)).toThrow(message);
  });

  test.each([
    [{ concurrency: -1 }, "flow option `concurrency` is -1: give a whole number from 1"],
    [{ runIn: "worker" }, "flow has no option `runIn`"],
    [{ maxTasks: 0 }, "flow option `maxTasks` is 0: give a whole number from 1"],
    [{ params: {} }, "flow option `params` is {}: give a Standard Schema"],
    [{ optional: true }, "flow has no option `optional`"],
    [{ logPrint: true }, "flow has no option `logPrint`: did you mean `logPrints`?"],
  ])("flow %j", (options, message) => {
    expect(() => flow(options as object, fn)).toThrow(message);
  });

  test("with(...) is checked too", () => {
    const t = task(fn);
    expect(() => t.with({ retries: -1 })).toThrow("`retries` is -1");
    expect(() => t.with({ waitFor: [1] as never })).toThrow("give a list of futures");
    expect(() => flow(fn).with({ maxTasks: -1 })).toThrow("`maxTasks` is -1");
  });

  test("exponential", () => {
    expect(() => exponential(-1)).toThrow("exponential: `base` is -1");
    expect(() => exponential(1, { max: "never" as never })).toThrow("`max` is 'never'");
    expect(() => exponential(1, { jitter: 2 })).toThrow("`jitter` is 2");
  });

  test("calls that make no sense", () => {
    expect(() => (task as CallableFunction)("name", fn)).toThrow("task was not understood");
    expect(() => (flow as CallableFunction)(3)).toThrow("flow was not understood");
  });
});

describe("options that can be meant are taken", () => {
  test.each([
    [{ retries: 0, retryDelay: "500ms", timeout: "1 day" }],
    [{ retryDelay: exponential("1s", { max: "1m", jitter: true }) }],
    [{ cache: { key: "a", expires: "1h", refresh: false }, tags: ["x"] }],
    [{ retries: undefined }],
  ])("%o", (options) => {
    expect(task(options as object, fn).fn()).toBe(1);
  });
});

describe("settings that cannot be meant are refused when the configuration loads", () => {
  test.each([
    [
      { limit: {} },
      "defineConfig has no setting `limit`: it knows alerts, limits, retention, workers",
    ],
    [{ limits: [] }, "the setting `limits` is []: give an object such as { db: 4 }"],
    [{ limits: { db: 0 } }, "the setting `limits.db` is 0: give a whole number from 1"],
    [{ limits: { db: {} } }, "the setting `limits.db` allows everything"],
    [{ limits: { db: { rat: 1 } } }, "`limits.db` has no setting `rat`: did you mean `rate`?"],
    [{ workers: 0 }, "the setting `workers` is 0: give a whole number from 1"],
  ])("%j", (config, message) => {
    expect(() => defineConfig(config as object)).toThrow(TypeError);
    expect(() => defineConfig(config as object)).toThrow(message);
  });
});
