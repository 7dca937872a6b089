import type { Activity, Group } from "../graph/model.js";
import type { Location } from "../ir/source.js";
import { type Done, joinDone, NOTHING } from "./done.js";
import type { Cell } from "./env.js";
import { joinContents, joinValues } from "./join.js";
import type { Contents, HeapObject, Provenance, Value } from "./values.js";
import { EMPTY, UNKNOWN } from "./values.js";
import { canWear, lateValue, worn, wornContents } from "./wear.js";

/**
 * What has been written. A fork puts a layer on top and leaves what is below untouched, so a join
 * looks only at what the ways wrote.
 */
export class Store {
  private readonly written = new Map<Cell | HeapObject, Value | Contents>();
  readonly depth: number;

  constructor(readonly parent: Store | null) {
    this.depth = parent ? parent.depth + 1 : 0;
  }

  value(cell: Cell): Value {
    return (this.find(cell) as Value | undefined) ?? cell.base ?? UNKNOWN;
  }

  contents(object: HeapObject): Contents {
    return (this.find(object) as Contents | undefined) ?? object.base ?? EMPTY;
  }

  assign(cell: Cell, value: Value): void {
    this.written.set(cell, value);
  }

  replace(object: HeapObject, contents: Contents): void {
    this.written.set(object, contents);
  }

  has(address: Cell | HeapObject): boolean {
    return this.find(address) !== undefined;
  }

  addresses(): Iterable<Cell | HeapObject> {
    return this.written.keys();
  }

  /**
   * Makes what was written the starting point of every later state: a module has been evaluated.
   * Until a flow runs, the functions of the module may have changed what they assign.
   */
  settle(reassigned: ReadonlySet<string>): void {
    for (const [address, value] of this.written) {
      if ("name" in address) {
        const written = value as Value;
        address.base = reassigned.has(address.name) ? worn(written) : written;
      } else {
        const contents = value as Contents;
        address.base = canWear(address) ? wornContents(contents) : contents;
      }
    }
    this.written.clear();
  }

  /** What was written since another store, by an async function that nobody has waited for yet. */
  lateSince(earlier: Store, once: Activity): void {
    const written = new Set<Cell>();
    for (let at: Store | null = this; at && at !== earlier; at = at.parent) {
      for (const address of at.written.keys()) if ("name" in address) written.add(address);
    }
    for (const cell of written) {
      // A variable of the function itself is nobody else's.
      if (earlier.has(cell) || cell.base !== null) {
        this.assign(cell, lateValue(this.value(cell), once));
      }
    }
  }

  private find(address: Cell | HeapObject): Value | Contents | undefined {
    for (let at: Store | null = this; at; at = at.parent) {
      const value = at.written.get(address);
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

/** A condition that holds where the state is: why a node there may not run. */
export interface Guard {
  readonly parent: Guard | null;
  readonly depth: number;
  readonly prov: readonly Provenance[];
  readonly at: Location;
  /** `fails`: the other way ends in a throw, so the flow fails unless it passes here. */
  readonly kind: "maybe" | "fails" | "never";
  /** The frame of the branch or loop, while inside it. */
  readonly group: Group | null;
}

export interface State {
  store: Store;
  done: Done;
  guard: Guard | null;
  /** False after return, throw, break and continue. */
  live: boolean;
  /** The async functions that have awaited something: whoever called them may not wait for the rest. */
  pending: readonly Activity[];
}

export function initialState(): State {
  return { store: new Store(null), done: NOTHING, guard: null, live: true, pending: [] };
}

/** A second state that starts as this one; what either writes, the other does not see. */
export function fork(state: State): State {
  const copy = { ...state, store: new Store(state.store) };
  state.store = new Store(state.store);
  return copy;
}

export function become(state: State, other: State): void {
  state.store = other.store;
  state.done = other.done;
  state.guard = other.guard;
  state.live = other.live;
  state.pending = other.pending;
}

export function guarded(state: State, guard: Omit<Guard, "parent" | "depth">): void {
  state.guard = { ...guard, parent: state.guard, depth: (state.guard?.depth ?? 0) + 1 };
}

/** Where ways meet. Ways that ended do not arrive; if none does, nor does the result. */
export function joinStates(ways: readonly State[], dead: State): State {
  const live = ways.filter((way) => way.live);
  const [first] = live;
  if (!first) return { ...dead, live: false };
  if (live.length === 1) return first;
  return {
    store: joinStores(live.map((way) => way.store)),
    done: joinDone(live.map((way) => way.done)),
    guard: live.map((way) => way.guard).reduce(commonGuard),
    live: true,
    pending: live.map((way) => way.pending).reduce(union),
  };
}

function union<T>(left: readonly T[], right: readonly T[]): readonly T[] {
  return left === right ? left : [...new Set([...left, ...right])];
}

function commonGuard(left: Guard | null, right: Guard | null): Guard | null {
  let [a, b] = [left, right];
  while (a !== b) {
    if ((a?.depth ?? 0) >= (b?.depth ?? 0)) a = a?.parent ?? null;
    else b = b?.parent ?? null;
  }
  return a;
}

function joinStores(stores: readonly Store[]): Store {
  const base = stores.reduce<Store | null>(
    (left, right) => commonStore(left, right),
    stores[0] ?? null,
  );
  const changed = new Set<Cell | HeapObject>();
  for (const store of stores) {
    for (let at: Store | null = store; at && at !== base; at = at.parent) {
      for (const address of at.addresses()) changed.add(address);
    }
  }
  const joined = new Store(base);
  for (const address of changed) {
    // Made on one way only: no other way can reach it, so nothing is uncertain.
    const ways = stores.filter((store) => store.has(address) || address.base !== null);
    if ("name" in address) {
      joined.assign(address, ways.map((way) => way.value(address)).reduce(joinValues));
    } else {
      joined.replace(address, ways.map((way) => way.contents(address)).reduce(joinContents));
    }
  }
  return joined;
}

function commonStore(left: Store | null, right: Store | null): Store | null {
  let [a, b] = [left, right];
  while (a !== b) {
    if ((a?.depth ?? 0) >= (b?.depth ?? 0)) a = a?.parent ?? null;
    else b = b?.parent ?? null;
  }
  return a;
}
