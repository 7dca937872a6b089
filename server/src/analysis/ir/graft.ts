import type { Fn, Module } from "./model.js";

/** What the names of a file stand for, as far as its own text and its imports tell. */
export interface Names {
  /** The library's `task`. */
  isTask(name: string): boolean;
  /** It may lead to a task, or to code that calls one. */
  mayMatter(name: string): boolean;
}

/**
 * Most edits change nothing that another file could notice: a comment, a blank line, what a task does
 * inside. Then everything computed from the old code still holds and only moves: the new places are
 * written into the old code, which values, nodes and edges point at.
 *
 * @returns false, with nothing written, where the new code means something else
 */
export function graft(old: Module, now: Module, names: Names): boolean {
  if (old.unknown.length > 0 || now.unknown.length > 0) return false;
  const leaves: Leaves = { names, found: new Set() };
  if (!isSame([old.body, old.reassigned], [now.body, now.reassigned], leaves)) return false;
  move(old.body, now.body, leaves);
  old.lineStarts = now.lineStarts;
  return true;
}

type Data = Record<string, unknown>;

/** The insides of tasks that call no other task: nobody looks at them from outside. */
interface Leaves {
  readonly names: Names;
  readonly found: Set<unknown>;
}

function noteLeaves(old: Data, now: Data, { names, found }: Leaves): void {
  const pair = [taskBody(old, names), taskBody(now, names)];
  if (pair.every((fn) => fn && callsNothing(fn, names))) for (const fn of pair) found.add(fn);
}

/** The function of `task(options, fn)`, or of a method under `@task`. */
function taskBody(node: Data, names: Names): Fn | null {
  if (node.op === "call" && isTaskName(node.callee as Data, names)) {
    const last = (node.args as { value: Data }[]).at(-1);
    return last?.value.op === "fn" ? (last.value.fn as Fn) : null;
  }
  const decorators = (node.decorators ?? []) as Data[];
  const isTask = decorators.some(
    (each) => isTaskName(each, names) || isTaskName((each.callee ?? each) as Data, names),
  );
  return isTask && node.fn ? (node.fn as Fn) : null;
}

function isTaskName(node: Data, names: Names): boolean {
  return node.op === "read" && names.isTask(node.name as string);
}

function callsNothing({ body, params }: Fn, { mayMatter }: Names): boolean {
  let isPlain = true;
  walk([body, params], (node) => {
    const isOutside = node.op === "self" || node.op === "super" || node.op === "import";
    const isName = node.op === "read" || node.op === "name";
    if (isOutside || (isName && mayMatter(node.name as string))) isPlain = false;
  });
  return isPlain;
}

function walk(node: unknown, visit: (node: Data) => void): void {
  if (Array.isArray(node)) {
    for (const each of node) walk(each, visit);
  } else if (isData(node)) {
    visit(node);
    for (const each of Object.values(node)) walk(each, visit);
  }
}

function isSame(old: unknown, now: unknown, leaves: Leaves): boolean {
  if (old === now) return true;
  if (Array.isArray(old) && Array.isArray(now)) {
    return old.length === now.length && old.every((each, at) => isSame(each, now[at], leaves));
  }
  if (!isData(old) || !isData(now)) return false;
  if (isSpan(old) && isSpan(now)) return true;
  noteLeaves(old, now, leaves);
  const skipped = leaves.found.has(old) && leaves.found.has(now) ? INSIDE : PLACES;
  const keys = Object.keys(old);
  return (
    keys.length === Object.keys(now).length &&
    keys.every((key) => skipped.has(key) || (key in now && isSame(old[key], now[key], leaves)))
  );
}

/** Where V8 reports a call: the one place that is no span. */
const PLACES = new Set(["positions"]);
const INSIDE = new Set(["body", "declares"]);

/** Writes the new places into the old code, and the new insides of tasks. */
function move(old: unknown, now: unknown, leaves: Leaves): void {
  if (Array.isArray(old) && Array.isArray(now)) {
    for (const [at, each] of old.entries()) move(each, now[at], leaves);
    return;
  }
  if (!isData(old) || !isData(now)) return;
  if (isSpan(old)) {
    Object.assign(old, now);
    return;
  }
  const replaced = leaves.found.has(old) ? INSIDE : PLACES;
  for (const key of Object.keys(old)) {
    if (replaced.has(key)) old[key] = now[key];
    else move(old[key], now[key], leaves);
  }
}

function isSpan(node: Data): boolean {
  return typeof node.start === "number" && typeof node.end === "number";
}

function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null;
}
