import type { Value } from "./values.js";

/** A variable: an address. Its value is in the store, or `base` where no state has written it. */
export interface Cell {
  readonly name: string;
  base: Value | null;
}

/** A lexical scope. */
export interface Env {
  readonly cells: Map<string, Cell>;
  readonly parent: Env | null;
}

export function scope(parent: Env | null, names: readonly string[] = []): Env {
  const env: Env = { cells: new Map(), parent };
  for (const name of names) declare(env, name);
  return env;
}

export function declare(env: Env, name: string): Cell {
  const cell: Cell = { name, base: null };
  env.cells.set(name, cell);
  return cell;
}

export function lookup(env: Env, name: string): Cell | null {
  for (let at: Env | null = env; at; at = at.parent) {
    const cell = at.cells.get(name);
    if (cell) return cell;
  }
  return null;
}
