/** Prints a program as TypeScript files, each importing just what it uses. */
import { readFileSync } from "node:fs";
import { formOf } from "./forms/index.js";
import type { Helper, Program, Step } from "./program.js";
import { Names, Page, type Scope, type Spelling, Spot } from "./spot.js";

/** Path to text. The flow is in `flow.ts`; `world.ts` and `millrace` are given by the runner. */
export type Sources = Record<string, string>;

const taskNames = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];
/** How many of them a class declares, in the styles that have one. */
const members = 3;

/** What stands between a program and the world it runs in. The runner implements it. */
export const worldSource = readFileSync(new URL("kept/world.ts", import.meta.url), "utf8");

const library = ["allowFailure", "flow", "task", "unmapped"];
const world = ["count", "flag", "seed", "work"];
const support: Record<string, string> = {
  clean: "export const clean = (value: any) => ({ cleaned: value });",
  run: "export const run = async (t: any, ...inputs: any[]) => await t(...inputs);",
  locked: "export async function locked<T>(body: () => T) {\n  return await body();\n}",
  logged: "export const logged = (t: any) => (...inputs: any[]) => t(...inputs);",
  fill: "export async function fill(out: any, value: any) {\n  out.v = await value;\n}",
};

export function print(program: Program, spelling: Spelling = {}): Sources {
  const names = new Names(spelling);
  const flow = new Page();
  const helperPage = program.helperPlace === "there" ? new Page() : flow;
  const isClass = program.style !== "functions";
  const free = taskNames.slice(isClass ? members : 0);
  const tasks = taskPages(program, free, isClass && program.inherited);

  if (tasks.here !== undefined) flow.lines.push(...tasks.here, "");
  const outside: Scope = {
    variables: [],
    tasks: tasks.refs,
    values: tasks.refs,
    helpers: [],
    subflows: [],
    canAwait: true,
    canReturn: true,
    conditions: [],
  };
  // A helper may call the ones after it only, so that none calls itself.
  const helpers: Scope["helpers"][number][] = [];
  for (const helper of [...program.helpers].reverse()) {
    const name = names.fresh("helper");
    printHelper(helper, name, helperPage, { ...outside, helpers: [...helpers] }, names);
    helpers.push({ name, kind: helper.kind });
  }
  const subflows: string[] = [];
  for (const body of program.subflows) {
    const name = `sub${subflows.length + 1}`;
    printSubflow(body, name, flow, { ...outside, helpers }, names);
    subflows.push(name);
  }
  printMain(program, flow, { ...outside, helpers, subflows }, names);

  const sources: Sources = { ...tasks.files, "world.ts": worldSource };
  if (helperPage !== flow && helperPage.lines.length > 0) {
    sources["helpers.ts"] = withImports(helperPage, tasks, []);
  }
  sources["flow.ts"] = withImports(
    flow,
    tasks,
    helperPage === flow ? [] : helpers.map((h) => h.name),
  );
  const used = Object.keys(support).filter((name) =>
    Object.values(sources).some((text) => uses(text, name)),
  );
  if (used.length > 0) sources["support.ts"] = `${used.map((name) => support[name]).join("\n")}\n`;
  return sources;
}

const printSteps = (steps: readonly Step[], page: Page, scope: Scope, names: Names): void => {
  for (const step of steps) {
    formOf(step.form).write(new Spot(page, scope, names, step, printSteps));
  }
};

/** A body that ends by returning something. */
function printBody(
  body: readonly Step[],
  picks: number[],
  page: Page,
  scope: Scope,
  names: Names,
): void {
  printSteps(body, page, scope, names);
  const end = new Spot(page, scope, names, { picks, blocks: [] }, printSteps);
  page.line(
    `return ${end.one([() => end.made(), () => end.future(), () => `{ x: ${end.atom()}, y: ${end.atom()} }`])()};`,
  );
}

const variable = (name: string, kind: "made" | "text") => ({ name, kind, mutable: false });

function printHelper(helper: Helper, name: string, page: Page, scope: Scope, names: Names): void {
  const variables = [variable("p", "made"), variable("q", "made")];
  const inner = { ...scope, variables };
  const spot = new Spot(
    page,
    { ...inner, canAwait: false },
    names,
    { ...helper, blocks: [] },
    printSteps,
  );
  if (helper.kind === "prepare") {
    page.block(`export async function ${name}(p: any, q: any): Promise<any> {`, () => {
      printSteps(helper.body, page, inner, names);
      const end = new Spot(page, inner, names, { ...helper, blocks: [] }, printSteps);
      page.line(`return ${end.made()};`);
    });
  } else if (helper.kind === "start") {
    page.block(`export function ${name}(p: any, q: any) {`, () =>
      page.line(`return ${spot.call()};`),
    );
  } else {
    page.line(`export const ${name} = (p: any, q: any) => [${spot.call()}, ${spot.call()}];`);
  }
  page.line("");
}

function printSubflow(body: Step[], name: string, page: Page, scope: Scope, names: Names): void {
  const variables = [variable("p", "made")];
  page.block(
    `export const ${name} = flow({ name: "${name}" }, async (p: any) => {`,
    () => {
      const inner = { ...scope, variables };
      printSteps(body, page, inner, names);
      const last = inner.variables.findLast((each) => each.kind === "made")?.name ?? "p";
      page.line(`return ${last};`);
    },
    "});",
  );
  page.line("");
}

function printMain(program: Program, page: Page, scope: Scope, names: Names): void {
  const parameters = `(url = "here", full = true)`;
  const inner: Scope = { ...scope, variables: [variable("url", "text")], conditions: ["full"] };
  if (program.style === "functions") {
    const head = `export const main = flow({ name: "main" }, async ${parameters}: Promise<any> => {`;
    page.block(head, () => printBody(program.body, program.picks, page, inner, names), "});");
    return;
  }
  const own = taskNames.slice(0, members);
  const fields = program.style === "fields";
  inner.tasks = [...own.map((name) => `this.${name}`), ...scope.tasks];
  inner.values = fields ? inner.tasks : scope.values;
  page.block(`export class Pipeline${program.inherited ? " extends Base" : ""} {`, () => {
    if (!program.inherited) for (const line of memberLines(own, fields)) page.line(line);
    const body = () => printBody(program.body, program.picks, page, inner, names);
    if (fields) {
      page.block(
        `main = flow({ name: "main" }, async ${parameters}: Promise<any> => {`,
        body,
        "});",
      );
    } else {
      page.line(`@flow({ name: "main" })`);
      page.block(`async main${parameters}: Promise<any> {`, body);
    }
  });
}

function memberLines(names: readonly string[], fields: boolean): string[] {
  return names.flatMap((name) =>
    fields
      ? [`${name} = task({ name: "${name}" }, (...inputs: unknown[]) => work("${name}", inputs));`]
      : [
          "@task()",
          `async ${name}(...inputs: unknown[]): Promise<any> {`,
          `  return work("${name}", inputs);`,
          "}",
        ],
  );
}

interface TaskPages {
  /** Lines of the flow's own file. */
  here?: string[];
  files: Sources;
  /** How a task is called. */
  refs: string[];
  /** The import that brings the tasks with these names. */
  imports(names: readonly string[]): string | undefined;
}

function taskPages(program: Program, names: string[], withBase: boolean): TaskPages {
  const isFactory = program.taskPlace === "factory";
  const define = (name: string) =>
    isFactory
      ? `export const ${name} = make("${name}");`
      : `export const ${name} = task({ name: "${name}" }, (...inputs: unknown[]) => work("${name}", inputs));`;
  const factory = `const make = (name: string) => task({ name }, (...inputs: unknown[]) => work(name, inputs));`;
  const lines = [...(isFactory ? [factory] : []), ...names.map(define)];
  const header = 'import { task } from "millrace";\nimport { work } from "./world.js";\n\n';
  const files: Sources = {};
  if (withBase) {
    const own = memberLines(taskNames.slice(0, members), program.style === "fields");
    files["base.ts"] =
      `${header}export class Base {\n${own.map((line) => `  ${line}`).join("\n")}\n}\n`;
  }
  const named = (from: string) => (used: readonly string[]) =>
    used.length === 0 ? undefined : `import { ${used.join(", ")} } from "${from}";`;
  if (program.taskPlace === "here")
    return { here: lines, files, refs: names, imports: named("./flow.js") };
  files["tasks.ts"] = `${header}${lines.join("\n")}\n`;
  switch (program.taskPlace) {
    case "barrel":
      files["index.ts"] = 'export * from "./tasks.js";\n';
      return { files, refs: names, imports: named("./index.js") };
    case "namespace":
      return {
        files,
        refs: names.map((name) => `tasks.${name}`),
        imports: (used) => (used.length === 0 ? undefined : 'import * as tasks from "./tasks.js";'),
      };
    case "renamed":
      return {
        files,
        refs: names.map((name) => `${name}Step`),
        imports: (used) =>
          named("./tasks.js")(used.map((ref) => `${ref.replace("Step", "")} as ${ref}`)),
      };
    case "default":
      files["tasks.ts"] += `export default { ${names.join(", ")} };\n`;
      return {
        files,
        refs: names.map((name) => `steps.${name}`),
        imports: (used) => (used.length === 0 ? undefined : 'import steps from "./tasks.js";'),
      };
    default:
      return { files, refs: names, imports: named("./tasks.js") };
  }
}

function withImports(page: Page, tasks: TaskPages, helpers: readonly string[]): string {
  const text = [...page.lines, ...page.after].join("\n").trimEnd();
  const from = (names: readonly string[], path: string) => {
    const used = names.filter((name) => uses(text, name));
    return used.length === 0 ? [] : [`import { ${used.join(", ")} } from "${path}";`];
  };
  const declared = tasks.here !== undefined && page.lines.includes(tasks.here[0] ?? "");
  const used = tasks.refs.filter((ref) => uses(text, ref));
  const taskImport = declared ? undefined : tasks.imports(used);
  const imports = [
    ...from(library, "millrace"),
    ...from(["Base"], "./base.js"),
    ...from(helpers, "./helpers.js"),
    ...from(Object.keys(support), "./support.js"),
    ...(taskImport === undefined ? [] : [taskImport]),
    ...from(world, "./world.js"),
  ];
  return `${imports.join("\n")}\n\n${text}\n`;
}

function uses(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w"]|(?<!\\.\\.)\\.)${name.replace(".", "\\.")}(?![\\w":])`).test(text);
}
