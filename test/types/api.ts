/**
 * What must compile and what must not. Nothing here runs: `types.test.ts` gives it to the compiler,
 * for which an unused `@ts-expect-error` is an error too.
 */
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
import {
  type AnyFuture,
  allowFailure,
  type Flow,
  type FlowOptions,
  flow,
  type In,
  input,
  type Task,
  type TaskFuture,
  task,
  tasks,
  unmapped,
  waitFor,
} from "../../runtime/src/index.js";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Equal<A, B>): void {}

interface Row {
  id: number;
  tags: string[];
}

const fetchRows = task({ retries: 3, retryDelay: 10 }, async (_url: string): Promise<Row[]> => []);
const count = task((rows: Row[]) => rows.length);
const join = task((left: Row[], right: Row[], sep = ",") => `${left}${sep}${right}`);
const isEmpty = task((flag: boolean) => !flag);

// ---- a call gives a typed future
const rows = fetchRows("https://example.org");
same<typeof rows, TaskFuture<Row[]>>(true);
same<Awaited<typeof rows>, Row[]>(true);
same<ReturnType<typeof count>, TaskFuture<number>>(true);

// ---- a future goes where its value is wanted, the value too
count(rows);
count([{ id: 1, tags: [] }]);
count([{ id: rows.get("length"), tags: ["a"] }]);
join(rows, rows);
join(rows, [], ";");
isEmpty(isEmpty(true));
isEmpty(false);
fetchRows(join(rows, rows));
const wanted: In<Row> = { id: count(rows), tags: [join(rows, rows)] };
void wanted;

// @ts-expect-error a future of a number is no list of rows
count(count(rows));
// @ts-expect-error neither is a number
count(3);
// @ts-expect-error a future of rows is no string
fetchRows(rows);
// @ts-expect-error nor is a part of it, deep inside
count([{ id: join(rows, rows), tags: [] }]);
// @ts-expect-error an argument is missing
join(rows);
// @ts-expect-error there is one too many
count(rows, 1);
// @ts-expect-error the result is not there yet
rows.length;
// @ts-expect-error a property that the result has not
rows.get("size");
// @ts-expect-error a plain promise is no future: await it
count(Promise.resolve<Row[]>([]));

// ---- get, allowFailure, waitFor, wait
same<ReturnType<typeof getLength>, TaskFuture<number>>(true);
function getLength() {
  return rows.get("length");
}
const perhaps = allowFailure(rows);
same<typeof perhaps, TaskFuture<Row[] | Error>>(true);
// @ts-expect-error an error may come
count(perhaps);
// @ts-expect-error not a future
allowFailure(3);
count.with({ waitFor: [rows] })(rows);
count.with(waitFor(rows, perhaps))(rows);
// @ts-expect-error waitFor takes futures
count.with({ waitFor: [3] });
rows.wait({ timeout: "10s" });
// @ts-expect-error no duration
rows.wait({ timeout: "soon" });

// ---- map
const counts = count.map([[], rows]);
same<Awaited<typeof counts>, number[]>(true);
same<(typeof counts)[0], TaskFuture<number>>(true);
const late = fetchRows.map(task(() => ["a", "b"])());
same<typeof late, AnyFuture<Row[][]>>(true);
join.map([rows], unmapped(rows), unmapped(";"));
isEmpty.map(new Set([true]));
count.map(late);
// @ts-expect-error how many there will be is not known yet
late[0];
// @ts-expect-error a list of the wrong things
count.map([1, 2]);
// @ts-expect-error no list
isEmpty.map(true);
// @ts-expect-error the wrong thing for every call
join.map([rows], unmapped(3));

// ---- the plain function, options
same<typeof count.fn, (rows: Row[]) => number>(true);
same<typeof count, Task<[rows: Row[]], number>>(true);
task({ cache: { key: (url: string) => url, expires: "1h" } }, (url: string) => url);
// @ts-expect-error no such option
task({ retires: 3 }, () => 1);
// @ts-expect-error not a duration
task({ timeout: "10 lightyears" }, () => 1);
// @ts-expect-error the key is made from the task's own arguments
task({ cache: { key: (n: number) => String(n) } }, (url: string) => url);
// @ts-expect-error an option of flows
task({ maxTasks: 3 }, () => 1);
// @ts-expect-error an option of tasks
flow({ retryIf: () => true }, () => 1);

// ---- files of a task
task(
  { files: { inputs: "data/*.csv", outputs: ["a", { glob: "b", optional: true }], cwd: "." } },
  () => 1,
);
task({ files: (name: string) => ({ inputs: `${name}.csv` }) }, (name: string) => name);
const filed = task(
  { files: (name, times) => ({ outputs: name.repeat(times) }) },
  (name: string, times: number) => name + times,
);
same<typeof filed, Task<[name: string, times: number], string>>(true);
filed.with({ files: (name) => ({ inputs: name.trim() }) })("a", 1);
// @ts-expect-error a pattern is text
task({ files: { inputs: 1 } }, () => 1);
// @ts-expect-error no such member
task({ files: { input: "a" } }, () => 1);
// @ts-expect-error a pattern is either text or says that it is optional
task({ files: { inputs: { glob: "a" } } }, () => 1);
// @ts-expect-error the task is not given a number
task({ files: (count: number) => ({ inputs: `${count}` }) }, (name: string) => name);

// ---- functions in options take what the task takes, with defaults and without
const sized = task(
  { files: (path: string, size = 1) => ({ inputs: path.repeat(size.valueOf()) }) },
  async (path: string, size = 1) => path.repeat(size),
);
same<typeof sized, Task<[path: string, size?: number], Promise<string>>>(true);
sized("a");
sized(join(rows, rows), count(rows));
sized.map(["a"]);
sized.map(["a"], unmapped(count(rows)));
sized.with({ files: (path, size = 1) => ({ inputs: path.repeat(size) }) });
// @ts-expect-error a size is a number
sized("a", "b");
// @ts-expect-error so is that of a future
sized("a", sized("b"));
const keyed = task(
  { cache: (at = new Date(), more?: string) => `${at.getTime()}${more?.trim()}` },
  [(at = new Date(), _more?: string) => at][0] as (at?: Date, more?: string) => Date,
);
same<typeof keyed, Task<[at?: Date, more?: string], Date>>(true);
const keyedByDefault = task(
  {
    cache: { key: (url = "", times = 1) => url.trim() + times.toFixed(), expires: "1h" },
    retryIf: (error, attempt) => error instanceof Error && attempt.toFixed() === "1",
    onFailure: (event) => event.run.trim(),
  },
  (url = "", times = 1) => url.repeat(times),
);
same<typeof keyedByDefault, Task<[url?: string, times?: number], string>>(true);
const firstOnly = task({ cache: (url: string) => url }, (url: string, times = 1) => url + times);
same<typeof firstOnly, Task<[url: string, times?: number], string>>(true);
const rest = task({ cache: (...all: string[]) => all.join() }, (...all: string[]) => all.length);
same<typeof rest, Task<string[], number>>(true);
task(
  { files: (path: string) => ({ inputs: { glob: path, optional: true } }) },
  (_: string, n = 1) => n,
);
// @ts-expect-error the task is given a string, and a default beside it
task(
  { files: (size: number, n = 1) => ({ inputs: `${size}${n}` }) },
  (path: string, n = 1) => path + n,
);
// @ts-expect-error its default says what the key is given
task({ cache: { key: (n: string) => n } }, (n = 1) => n);
// @ts-expect-error what is left away is not there
task({ cache: (size: number) => size.toFixed() }, (size?: number) => size);
// @ts-expect-error a key is text
task({ cache: (n = 1) => n }, (n = 1) => n);
// @ts-expect-error no such member of files
task({ files: (path: string, n = 1) => ({ input: path + n }) }, (path: string, n = 1) => path + n);
// @ts-expect-error beside a default, a parameter's type has to be written
task({ cache: (url) => `${url}` }, (url: string, times = 1) => url + times);

// @ts-expect-error a flow has no files
flow({ files: { inputs: "a" } }, () => 1);

// ---- flows give what they return, without the futures in it
const report = flow({ maxTasks: 3 }, (url = "https://example.org") => {
  const all = fetchRows(url);
  return { all, total: count(all), each: count.map([all]), when: new Date(0) };
});
same<Awaited<ReturnType<typeof report>>, { all: Row[]; total: number; each: number[]; when: Date }>(
  true,
);
const quick: Flow<[n: number], TaskFuture<number>> = flow((n: number) =>
  isEmpty(n > 1).get("length" as never),
);
void quick;
report();
report(join(rows, rows));
// @ts-expect-error a wrong parameter
report(3);

// ---- a schema of the parameters gives them their types: what it gives inside, what it takes outside
const checked = flow(
  {
    params: z.object({
      n: z.coerce.number<string | number>(),
      at: z.string().transform((text) => new Date(text)),
      times: z.number().default(1),
    }),
    onFailure: (event) => event.run.trim(),
  },
  async ({ n, at, times }) => {
    same<typeof n, number>(true);
    return at.getTime() * n * times;
  },
);
same<Parameters<typeof checked.fn>, [{ n: number; at: Date; times: number }]>(true);
checked({ n: "3", at: "2026-01-01" });
checked({ n: 3, at: join(rows, rows), times: count(rows) });
// @ts-expect-error parameters without which it cannot run
checked();
// @ts-expect-error the schema takes text and makes the date
checked({ n: 1, at: new Date() });
// @ts-expect-error a number of times
checked({ n: 1, at: "", times: "1" });
// @ts-expect-error nothing of that name
flow({ params: z.object({ n: z.number() }) }, ({ m }) => m);
// @ts-expect-error no such option
flow({ params: z.object({ n: z.number() }), retires: 3 }, ({ n }) => n);

const defaulted = flow({ params: z.object({ n: z.number().default(1) }) }, ({ n }) => n.toFixed());
defaulted();
defaulted({ n: 2 });
// @ts-expect-error the parameters go in an object
defaulted(2);
const withValibot = flow(
  { params: v.object({ n: v.pipe(v.string(), v.transform(Number)) }) },
  async ({ n }) => n.toFixed(),
);
same<typeof withValibot, Flow<[params: { n: string }], Promise<string>, [{ n: number }]>>(true);
const withArktype = flow(
  { params: type({ n: "number", "note?": "string" }) },
  async ({ n, note }) => `${n.toFixed()} ${note?.trim()}`,
);
withArktype({ n: 1 });
withArktype({ n: 1, note: "a" });
// @ts-expect-error it needs a number
withArktype({ note: "a" });

// ---- with a schema too, a function may name its parameters one by one
const oneByOne = flow(
  { params: z.object({ n: z.number(), at: z.date() }) },
  (n: number, at = new Date()) => n + at.getTime(),
);
same<typeof oneByOne, Flow<[n: number, at?: Date], number>>(true);
const byDefault = flow({ params: z.object({ n: z.number() }) }, (n = 1) => n.toFixed());
same<typeof byDefault, Flow<[n?: number], string>>(true);
const ofARow = flow(
  { params: z.object({ row: z.object({ id: z.number() }) }) },
  (row: Row) => row.id,
);
same<typeof ofARow, Flow<[row: Row], number>>(true);
const without = flow({ params: z.object({}) }, () => count(rows));
same<typeof without, Flow<[], TaskFuture<number>>>(true);
declare const anyOptions: FlowOptions;
const withAnyOptions = flow(anyOptions, (n: number) => n);
same<typeof withAnyOptions, Flow<[n: number], number>>(true);

export class CheckedFlows {
  @flow({ params: z.object({ n: z.number() }) }) async main({ n }: { n: number }): Promise<number> {
    return n;
  }
}

export class WronglyOptioned {
  // @ts-expect-error no such option
  @flow({ retires: 3 }) async main(n: number): Promise<number> {
    return n;
  }
}

// ---- classes
export class Etl {
  extract = task((n: number) => n);

  @task({ retries: 1 }) async load(_rows: Row[]): Promise<number> {
    return this.extract(1);
  }

  @task async bare(n: number): Promise<number> {
    return n;
  }

  @flow() async main(url = ""): Promise<number> {
    const view = tasks<Etl>(this);
    const loaded: TaskFuture<number> = view.load(fetchRows(url));
    // @ts-expect-error the method's own type wants the rows
    await this.load(fetchRows(url));
    // @ts-expect-error a future of the wrong thing
    view.load(loaded);
    await view.bare.map([1, 2]);
    return loaded;
  }
}

export class Filed {
  @task({ files: (path: string, size = 1) => ({ outputs: path.repeat(size.valueOf()) }) })
  async sized(path: string, size = 1): Promise<string> {
    return path.repeat(size);
  }

  @task({ files: (path: string) => ({ outputs: [path, { glob: path, optional: true }] }) })
  async firstOnly(_path: string, size = 1): Promise<number> {
    return size;
  }

  @task({ cache: (url = "", times = 1) => url.trim() + times.toFixed(), retryIf: (_, n) => n > 1 })
  async keyed(url = "", times = 1): Promise<string> {
    return url.repeat(times);
  }

  @task({ cache: { key: (url: string | number) => String(url), expires: "1h" }, retries: 1 })
  async wider(url: string): Promise<string> {
    return url;
  }

  @task({ files: { inputs: "a" }, cache: { key: "k" } }) async plain(n: number): Promise<number> {
    return n;
  }
}

export class WronglyFiled {
  // @ts-expect-error the method is given a string
  @task({ files: (size: number) => ({ inputs: `${size}` }) })
  async files(path: string, size = 1): Promise<string> {
    return path.repeat(size);
  }

  // @ts-expect-error the method's default is a number
  @task({ cache: (times = "1") => times })
  async key(times = 1): Promise<number> {
    return times;
  }

  // @ts-expect-error the method may be called without
  @task({ cache: { key: (times: number) => times.toFixed() } })
  async nested(times?: number): Promise<number | undefined> {
    return times;
  }

  // @ts-expect-error a key is text
  @task({ cache: (times = 1) => times })
  async number(times = 1): Promise<number> {
    return times;
  }

  // @ts-expect-error no such member of files
  @task({ files: (path: string) => ({ input: path }) })
  async member(path: string): Promise<string> {
    return path;
  }

  // @ts-expect-error the type of a parameter has to be written
  @task({ cache: (url) => `${url}` })
  async untyped(url: string): Promise<string> {
    return url;
  }

  // @ts-expect-error no such option
  @task({ retires: 3 })
  async option(url: string): Promise<string> {
    return url;
  }
}

export class Wrong {
  // @ts-expect-error its calls give futures, so it has to be async
  @task() notAsync(): number {
    return 1;
  }

  // @ts-expect-error only methods
  @task() field = 1;
}

// ---- defaults give their parameters a type
const greet = flow((name = "you", times = 1) => name.repeat(times));
same<Parameters<typeof greet.fn>, [name?: string | undefined, times?: number | undefined]>(true);
greet("me");
// @ts-expect-error a string is wanted
greet(3);

// ---- what is asked for gives the answer its type
async function asking(schema: StandardSchemaV1<string, Date>): Promise<void> {
  const approved = await input({ prompt: "Go on?" });
  same<typeof approved, boolean>(true);
  const at = await input({ schema });
  same<typeof at, Date>(true);
  const count = await input({ schema: { type: "integer" } });
  same<typeof count, number>(true);
  const stage = await input({ schema: { enum: ["dev", "prod"] } });
  same<typeof stage, "dev" | "prod">(true);
  const form = await input({ schema: { type: "object" } });
  same<typeof form, unknown>(true);
  // @ts-expect-error no such unit
  await input({ timeout: "3 fortnights" });
}
void asking;

// ---- limits and threads
task({ concurrency: [{ name: "db", limit: 2 }, "api"], runIn: "worker" }, count.fn);
flow({ concurrency: { name: "nightly", limit: 1, rate: 5, per: "1h" } }, () => 1);
// @ts-expect-error a limit has a name
task({ concurrency: { limit: 2 } }, count.fn);
// @ts-expect-error a flow runs where it is started
flow({ runIn: "worker" }, () => 1);
