import { mkdirSync, symlinkSync, utimesSync } from "node:fs";
import type { TaskStateChanged } from "@millrace/protocol";
import { describe, expect, test } from "vitest";
import type { Files } from "../../../runtime/src/files/options.js";
import { flow, type TaskOptions, task } from "../../../runtime/src/index.js";
import { MemoryStore } from "../engine/memory-store.js";
import { recorded, statesOf } from "../engine/recorded.js";
import { Folder } from "./folder.js";

/** What became of each call of a task, in order: `ran: why`, or `not run: why`. */
async function calls(
  body: () => unknown,
  options: { store?: MemoryStore; force?: boolean } = {},
): Promise<string[]> {
  const { events } = await recorded(flow({ name: "f" }, body), options);
  const ends = events.filter(
    (event): event is TaskStateChanged =>
      event.type === "task-state" && ["COMPLETED", "FAILED"].includes(event.state.type),
  );
  return ends.map(({ name, state, reason }) => {
    const what = { Completed: "ran", Cached: "not run" }[state.name as string] ?? state.name;
    return `${name} ${what}: ${reason ?? state.message}`;
  });
}

/** A task that writes what it read, and the flow of it. */
function copying(folder: Folder, files: Partial<Files> = {}, more: TaskOptions = {}) {
  const store = new MemoryStore();
  let times = 0;
  const copy = task(
    {
      ...more,
      name: "copy",
      files: { inputs: "in.txt", outputs: "out.txt", cwd: folder.path, ...files },
    },
    () => {
      folder.write("out.txt", folder.read("in.txt"));
      return ++times;
    },
  );
  const body = () => copy();
  return {
    store,
    body,
    once: async (force = false) => (await calls(body, { store, force }))[0],
  };
}

describe("a task with files", () => {
  test("runs once, and then again only when what it read or wrote has changed", async () => {
    const folder = new Folder({ "in.txt": "a" });
    const { once } = copying(folder);
    expect(await once()).toBe("copy ran: first run");
    expect(await once()).toBe("copy not run: up to date");
    folder.write("in.txt", "b");
    expect(await once()).toBe("copy ran: in.txt changed");
    expect(await once()).toBe("copy not run: up to date");
    folder.remove("out.txt");
    expect(await once()).toBe("copy ran: out.txt is missing");
    folder.write("out.txt", "by hand");
    expect(await once()).toBe("copy ran: out.txt is not what the task wrote");
    expect(await once()).toBe("copy not run: up to date");
  });

  test("goes by content: a file that was only touched is the same", async () => {
    const folder = new Folder({ "in.txt": "a" });
    const { once } = copying(folder);
    await once();
    utimesSync(folder.at("in.txt"), new Date(), new Date(Date.now() + 60_000));
    expect(await once()).toBe("copy not run: up to date");
  });

  test("sees a change that keeps size and time of the file", async () => {
    const folder = new Folder({ "in.txt": "a" });
    const time = new Date("2020-01-01");
    utimesSync(folder.at("in.txt"), time, time);
    const { once } = copying(folder);
    await once();
    folder.write("in.txt", "b");
    utimesSync(folder.at("in.txt"), time, time);
    expect(await once()).toBe("copy ran: in.txt changed");
  });

  test("hands on the result of the earlier run", async () => {
    const folder = new Folder({ "in.txt": "a" });
    const { store, body } = copying(folder);
    const values = [];
    for (let run = 0; run < 3; run++) {
      values.push((await recorded(flow(body), { store })).value);
    }
    expect(values).toEqual([1, 1, 1]);
  });

  test("whose result cannot be kept runs again, and says so", async () => {
    const folder = new Folder();
    const store = new MemoryStore();
    const t = task({ files: { outputs: "o", cwd: folder.path } }, () => {
      folder.write("o", "");
      return () => 1;
    });
    await calls(() => t(), { store });
    expect((await calls(() => t(), { store }))[0]).toMatch(
      /ran: up to date, but its result was not kept: .*could not be cloned/,
    );
  });

  test("runs again when it is told to", async () => {
    const folder = new Folder({ "in.txt": "a" });
    const { once } = copying(folder);
    await once();
    expect(await once(true)).toBe("copy ran: forced");
    expect(await once()).toBe("copy not run: up to date");
  });

  test("has changed when the file changed while it ran", async () => {
    const folder = new Folder({ "in.txt": "a" });
    const store = new MemoryStore();
    const t = task({ name: "t", files: { inputs: "in.txt", cwd: folder.path } }, () => {
      folder.write("in.txt", "changed meanwhile");
    });
    await calls(() => t(), { store });
    expect(await calls(() => t(), { store })).toEqual(["t ran: in.txt changed"]);
    expect(await calls(() => t(), { store })).toEqual(["t not run: up to date"]);
  });

  test("that failed is not up to date, whatever it wrote", async () => {
    const folder = new Folder({ "in.txt": "a" });
    const store = new MemoryStore();
    let fails = false;
    const t = task({ name: "t", files: { inputs: "in.txt", cwd: folder.path } }, () => {
      if (fails) throw new Error("no");
    });
    const once = async () => (await calls(() => t(), { store }))[0];
    await once();
    folder.write("in.txt", "b");
    fails = true;
    expect(await once()).toBe("t Failed: in.txt changed");
    folder.write("in.txt", "a");
    fails = false;
    expect(await once()).toBe("t ran: its last run did not succeed");
    expect(await once()).toBe("t not run: up to date");
  });

  test("keeps what the attempt that succeeded left", async () => {
    const folder = new Folder({ "in.txt": "a" });
    const store = new MemoryStore();
    let attempts = 0;
    const t = task(
      { name: "t", retries: 1, files: { inputs: "in.txt", outputs: "o", cwd: folder.path } },
      () => {
        folder.write("o", `attempt ${++attempts}`);
        if (attempts === 1) throw new Error("no");
      },
    );
    const first = await recorded(
      flow({ name: "f" }, () => t()),
      { store },
    );
    expect(statesOf(first.events, "t").at(-1)).toBe("Completed");
    expect(await calls(() => t(), { store })).toEqual(["t not run: up to date"]);
  });

  test("whose arguments or source changed runs again", async () => {
    const folder = new Folder({ "in.txt": "a" });
    const store = new MemoryStore();
    const files = { inputs: "in.txt", outputs: "o", cwd: folder.path };
    const versionOf = (fn: (text: string) => void) => {
      const t = task({ name: "t", files }, fn);
      return t;
    };
    const one = versionOf((text) => folder.write("o", text));
    const other = versionOf((text) => folder.write("o", text.toUpperCase()));
    const versions = [() => one("x"), () => one("y"), () => other("y"), () => other("y")];
    const told = [];
    for (const body of versions) told.push(...(await calls(body, { store })));
    expect(told).toEqual([
      "t ran: first run",
      "t ran: arguments changed",
      "t ran: the task's source changed",
      "t not run: up to date",
    ]);
  });

  test("called twice at a time for the same files runs once", async () => {
    const folder = new Folder({ "in.txt": "a" });
    const { store, body } = copying(folder);
    const told = await calls(() => [body(), body()], { store });
    expect(told).toEqual(["copy ran: first run", "copy not run: up to date"]);
  });

  test("that does not make its output is told so, and never up to date", async () => {
    const folder = new Folder();
    const store = new MemoryStore();
    const t = task({ name: "t", files: { outputs: "never.txt", cwd: folder.path } }, () => {});
    await calls(() => t(), { store });
    expect(store.logs[0]).toMatchObject({
      level: "warn",
      message: expect.stringContaining("t ended well and did not make its output `never.txt`"),
    });
    expect(await calls(() => t(), { store })).toEqual(["t ran: never.txt is missing"]);
  });

  test("is asked about its files when a run is retried", async () => {
    const folder = new Folder({ "in.txt": "a" });
    const store = new MemoryStore();
    let fails = true;
    const t = task({ name: "t", files: { inputs: "in.txt", cwd: folder.path } }, () => 1);
    const next = task({ name: "next" }, (n: number) => {
      if (fails) throw new Error("no");
      return n;
    });
    const f = flow({ name: "f" }, () => next(t()));
    const { store: kept, finished } = await recorded(f, { store });
    fails = false;
    const { runFlow } = await import("../../../runtime/src/engine/flow-run.js");
    const { definitionOf } = await import("../../../runtime/src/engine/definition.js");
    const again = () => runFlow(definitionOf(f) as never, [], { retryOf: finished.run });
    const unchanged = await recorded(() => again(), { store: kept });
    expect(statesOf(unchanged.events, "t")).toEqual(["Pending", "Cached"]);
    folder.write("in.txt", "b");
    const changed = await recorded(() => again(), { store: kept });
    expect(statesOf(changed.events, "t").at(-1)).toBe("Completed");
  });
});

describe("inputs", () => {
  test.each([
    [
      "a glob that matches nothing",
      "data/*.csv",
      /no file matches `data\/\*\.csv` in \/.*needs it/,
    ],
    ["a path where nothing is", "data/a.csv", /there is no file `data\/a\.csv` in \//],
  ])("%s fails the task before it runs, with what to do", async (_, inputs, message) => {
    const folder = new Folder();
    const t = task({ name: "t", files: { inputs, cwd: folder.path } }, () => 1);
    const { error } = await recorded(flow(() => t()));
    expect(error?.message).toMatch(message);
    expect(error?.message).toContain("Make the file, correct the pattern");
    expect(error?.message).toContain(`{"glob":"${inputs}","optional":true}`);
  });

  test("that may be absent are not missed, and count once they are there", async () => {
    const folder = new Folder();
    const store = new MemoryStore();
    const files = { inputs: { glob: "*.csv", optional: true as const }, cwd: folder.path };
    const t = task({ name: "t", files }, () => 1);
    await calls(() => t(), { store });
    folder.write("new.csv", "");
    expect(await calls(() => t(), { store })).toEqual(["t ran: new.csv is new"]);
    folder.remove("new.csv");
    expect(await calls(() => t(), { store })).toEqual(["t ran: new.csv is gone"]);
  });

  test.each<[string, Files, string, string?]>([
    [
      "a file that a negated pattern takes out",
      { inputs: ["src/**", "!src/skip.txt"] },
      "src/skip.txt",
    ],
    [
      "what the task itself writes",
      { inputs: "src/**", outputs: "src/made.txt" },
      "src/made.txt",
      "src/made.txt is not what the task wrote",
    ],
    ["node_modules below a wildcard", { inputs: "**/*.txt" }, "node_modules/x/a.txt"],
  ])("do not count: %s", async (_, files, changed, otherwise) => {
    const folder = new Folder({ "src/a.txt": "", "src/made.txt": "", [changed]: "" });
    const store = new MemoryStore();
    const t = task({ name: "t", files: { ...files, cwd: folder.path } }, () => 1);
    await calls(() => t(), { store });
    folder.write(changed, "changed");
    expect(await calls(() => t(), { store })).toEqual([
      otherwise === undefined ? "t not run: up to date" : `t ran: ${otherwise}`,
    ]);
  });

  test.each<[string, Files, string]>([
    ["a hidden file", { inputs: "src/**" }, "src/.hidden/b"],
    ["what is in a folder that is named", { inputs: "src" }, "src/deep/c.txt"],
    ["a folder of packages that is named", { inputs: "node_modules/x/**" }, "node_modules/x/a.txt"],
    ["one of several choices", { inputs: "src/{a,b}.txt" }, "src/b.txt"],
  ])("count: %s", async (_, files, changed) => {
    const folder = new Folder({ "src/a.txt": "", [changed]: "" });
    const store = new MemoryStore();
    const t = task({ name: "t", files: { ...files, cwd: folder.path } }, () => 1);
    await calls(() => t(), { store });
    folder.write(changed, "changed");
    expect(await calls(() => t(), { store })).toEqual([`t ran: ${changed} changed`]);
  });

  test("links count as what they lead to, in circles too", async () => {
    const folder = new Folder({ "real/a.txt": "" });
    mkdirSync(folder.at("src"));
    symlinkSync("../real", folder.at("src/link"));
    symlinkSync("../src", folder.at("src/circle"));
    const store = new MemoryStore();
    const t = task({ name: "t", files: { inputs: "src/**", cwd: folder.path } }, () => 1);
    await calls(() => t(), { store });
    expect(await calls(() => t(), { store })).toEqual(["t not run: up to date"]);
    folder.write("real/a.txt", "changed");
    expect((await calls(() => t(), { store }))[0]).toMatch(/^t ran: src\/.*link\/a\.txt changed/);
  });
});

describe("files of a call", () => {
  test("are told from its arguments: each call of a map stands for itself", async () => {
    const folder = new Folder({ "a.txt": "a", "b.txt": "b" });
    const store = new MemoryStore();
    const upper = task(
      {
        runName: "upper {name}",
        files: (name: string) => ({
          inputs: `${name}.txt`,
          outputs: `out/${name}.txt`,
          cwd: folder.path,
        }),
      },
      (name: string) => folder.write(`out/${name}.txt`, folder.read(`${name}.txt`).toUpperCase()),
    );
    const body = () => upper.map(["a", "b"]);
    await calls(body, { store });
    folder.write("b.txt", "changed");
    expect(await calls(body, { store })).toEqual([
      "upper a not run: up to date",
      "upper b ran: b.txt changed",
    ]);
  });

  test("are templates over its parameters, whose values are no globs", async () => {
    const folder = new Folder({ "in/*.txt": "star", "in/a.txt": "" });
    const store = new MemoryStore();
    const t = task(
      { name: "t", files: { inputs: "in/{name}.{txt,csv}", cwd: folder.path } },
      (name: string) => name,
    );
    await calls(() => t("*"), { store });
    folder.write("in/a.txt", "changed");
    expect(await calls(() => t("*"), { store })).toEqual(["t not run: up to date"]);
  });

  test("that cannot be meant fail it, naming what is wrong", async () => {
    const t = task({ name: "t", files: () => ({ inputs: 1 }) as never }, () => 1);
    const { error } = await recorded(flow(() => t()));
    expect(error?.message).toBe(
      'task option `files of t.inputs` is 1: give a glob such as "data/*.csv", { glob, optional: true }, or a list of those',
    );
  });
});

describe("refused when the module loads", () => {
  const refused = (options: object) => () => task(options as TaskOptions, () => 1);

  test.each<[object, string]>([
    [{ files: "a" }, "task option `files` is 'a': give { inputs, outputs }, or a function"],
    [{ files: {} }, "task option `files` names no files"],
    [{ files: { input: "a" } }, "task has no option `files.input`: it knows inputs, outputs, cwd"],
    [{ files: { inputs: ["a", 1] } }, "task option `files.inputs[1]` is 1: give a glob"],
    [
      { files: { outputs: { glob: "a" } } },
      "task option `files.outputs` is { glob: 'a' }: give a glob",
    ],
    [{ files: { inputs: "!a" } }, "task option `files.inputs` only takes files out"],
    [{ files: { inputs: "a", cwd: 1 } }, "task option `files.cwd` is 1: give the path of a folder"],
    [{ files: { inputs: "a" }, cache: true }, "task options `files` and `cache` are both given"],
  ])("%o", (options, message) => {
    expect(refused(options)).toThrow(message);
  });

  test("a call with what the task has already", () => {
    const t = task({ cache: true }, () => 1);
    expect(() => t.with({ files: { inputs: "a" } })).toThrow("both given");
  });
});
