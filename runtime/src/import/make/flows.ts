/** The flows that a Makefile's goals become: what each needs, in order, each thing once. */
import {
  arrow,
  block,
  type Code,
  call,
  declaration,
  docComment,
  list,
  object,
  prefixed,
  quoted,
} from "../layout.js";
import { camelCase, type Names } from "../names.js";
import { placeText } from "./place.js";
import type { Target } from "./resolve.js";
import { filesOf, localNames, type MadeTask, type Style, shortName } from "./tasks.js";
import { fileCode } from "./template.js";

export interface FlowContext {
  style: Style;
  tasks: Map<string, MadeTask>;
  /** The flows' identifiers, by goal, in the order they are written. */
  flows: Map<string, string>;
  /** The identifiers of the module. */
  names: Names;
}

export function flowCode(goal: Target, context: FlowContext): string {
  const { makefile, source } = context.style;
  const body = new Body(goal, context);
  const { rule } = goal;
  const at =
    rule !== undefined && rule.at.line > 0
      ? rule.at
      : makefile.rules.find(({ targets }) => targets.includes(goal.name))?.at;
  const options = object([
    `name: ${quoted(shortName(goal.name, context.style))}`,
    ...(makefile.serial ? ["maxTasks: 1"] : []),
  ]);
  const comment = docComment([
    `\`make ${shortName(goal.name, context.style)}\`${at === undefined ? "" : ` (${placeText(at, source)})`}`,
  ]);
  const start = `export const ${context.flows.get(goal.name)} = `;
  return `${comment}\n${declaration(start, call("flow", [options, body.code()]))}`;
}

class Body {
  readonly #goal: Target;
  readonly #context: FlowContext;
  readonly #names: Names;
  /** What stands for each target's result, by its name. */
  readonly #values = new Map<string, string[]>();
  readonly #statements: { name: string; code: Code }[] = [];

  constructor(goal: Target, context: FlowContext) {
    this.#goal = goal;
    this.#context = context;
    this.#names = context.names.inner();
    for (const name of needs(goal)) this.#add(name);
  }

  code(): Code {
    const own = this.#goal.rule === undefined ? undefined : this.#call(this.#goal);
    const results = this.#valuesOf(this.#goal.prerequisites);
    const gives =
      results.length === 1 ? results[0] : results.length === 0 ? undefined : list(results);
    const result = own ?? gives;
    const last = this.#statements.at(-1);
    // What is only there to be returned needs no name.
    const returned = last !== undefined && last.name === result ? last.code : result;
    const statements = returned === result ? this.#statements : this.#statements.slice(0, -1);
    if (statements.length === 0)
      return returned === undefined ? "() => {}" : arrow("() =>", returned);
    return block("() => ", [
      ...statements.map(({ name, code }) => prefixed(`const ${name} = `, code)),
      ...(returned === undefined ? [] : [prefixed("return ", returned)]),
    ]);
  }

  #valuesOf(names: readonly string[]): string[] {
    return unique(names.flatMap((name) => this.#values.get(name) ?? []));
  }

  #add(name: string): void {
    if (this.#values.has(name)) return;
    const target = this.#context.style.resolved.targets.get(name);
    if (target === undefined) return;
    const flow = this.#context.flows.get(name);
    if (flow !== undefined && target.phony && this.#standsAlone(target)) {
      this.#state([name], localNames(target), call(flow, []));
      return;
    }
    for (const needed of needs(target)) this.#add(needed);
    if (target.rule === undefined) {
      this.#values.set(name, this.#valuesOf(target.prerequisites));
      return;
    }
    this.#state(target.together, localNames(target), this.#call(target));
  }

  #state(made: readonly string[], wishes: readonly string[], code: Code): void {
    const name = this.#names.take(...wishes);
    this.#statements.push({ name, code });
    for (const [index, one] of made.entries()) {
      this.#values.set(one, [made.length === 1 ? name : `${name}.get(${index})`]);
    }
  }

  /** Nothing else in this flow needs what the goal needs: to call its flow runs nothing twice. */
  #standsAlone(target: Target): boolean {
    const within = closure(target.name, this.#context);
    const others = closure(this.#goal.name, this.#context, target.name);
    return ![...within].some((name) => others.has(name));
  }

  #call(target: Target): Code {
    const { style, tasks } = this.#context;
    const { identifier, given, usesStem } = tasks.get(target.name) as MadeTask;
    const files = filesOf(target, style);
    const value = (name: string) => this.#values.get(name)?.[0] ?? fileCode(name, style.folder);
    const args: Code[] = [
      ...(given.generic ? [fileCode(target.name, style.folder)] : []),
      ...(given.prerequisites === "one" ? files.map(value) : []),
      ...(given.prerequisites === "list" ? [list(files.map(value))] : []),
      ...(usesStem ? [quoted(target.stem ?? "")] : []),
    ];
    const handed = given.prerequisites === "none" ? [] : files;
    const waits = this.#valuesOf(needs(target).filter((name) => !handed.includes(name)));
    if (waits.length === 0) return call(identifier, args);
    const options = `{ waitFor: [${waits.join(", ")}] }`;
    return call(`${identifier}.with(${options})`, args);
  }
}

function needs({ prerequisites, orderOnly }: Target): string[] {
  return [...prerequisites, ...orderOnly];
}

/** What a target needs, itself among it; not through `without`. */
function closure(name: string, { style }: FlowContext, without?: string): Set<string> {
  const found = new Set<string>();
  const open = [name];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const target = style.resolved.targets.get(one);
    if (one === without || found.has(one) || target === undefined) continue;
    found.add(one);
    open.push(...needs(target));
  }
  return found;
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

/** What a goal's flow is called. */
export function flowNames({ name }: Target): string[] {
  return [camelCase(name), `${camelCase(name)}Goal`];
}
