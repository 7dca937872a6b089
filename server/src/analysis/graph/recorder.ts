import type { Location } from "../ir/source.js";
import type {
  Activity,
  Certainty,
  Context,
  Group,
  Link,
  Owner,
  Placed,
  Provided,
  Site,
  Step,
} from "./model.js";

/** Where in the flow something is met, and how sure it is that it is reached. */
export interface Standing
  extends Pick<Placed, "location" | "context" | "parent" | "arm" | "certainty"> {
  /** The async functions behind whose first `await` it stands. */
  pending: readonly Activity[];
}

export type SiteSpec = Standing &
  Pick<
    Site,
    | "kind"
    | "label"
    | "callee"
    | "definition"
    | "options"
    | "mapped"
    | "detached"
    | "isChoice"
    | "positions"
  >;

export type GroupSpec = Standing & Pick<Group, "kind" | "label" | "times">;

export interface Carried {
  path?: string;
  into?: string;
  derived?: boolean;
  must: boolean;
  any?: boolean;
  evidence: Location;
}

/** Collects nodes and edges while a flow is interpreted. Seeing the same call again adds to its node. */
export class Recorder {
  readonly sites: Site[] = [];
  readonly groups: Group[] = [];
  /** Functions being interpreted once more because they call themselves (P68). */
  private readonly again = new Set<Context>();
  private readonly siteOf = new Map<Context, Map<object, Map<string, Site>>>();
  private readonly groupOf = new Map<Context, Map<object, Group>>();
  private readonly activities = new Map<Context, Map<object, Activity>>();
  private readonly contexts = new Map<Context, Map<object, Map<string, Context>>>();

  /** The context of a call made in another: the same call gives the same context. */
  enter(parent: Context, call: object, callee: string, location: Location): Context {
    const byCall = nested(this.contexts, parent);
    const byCallee = nested(byCall, call);
    let context = byCallee.get(callee);
    if (!context) {
      context = { parent, call, callee, location, depth: parent.depth + 1 };
      byCallee.set(callee, context);
    }
    return context;
  }

  /** `call` is the code that makes the node; `identity` tells candidates at one call apart. */
  site(call: object, identity: string, spec: SiteSpec): Site {
    const byIdentity = nested(nested(this.siteOf, spec.context), call);
    const known = byIdentity.get(identity);
    if (known) {
      meetAgain(known, spec);
      return known;
    }
    const site: Site = {
      sort: "site",
      ...placed(spec),
      candidates: [],
      startedAfter: new Map(),
      inputs: new Map(),
      awaited: false,
      recursive: false,
      repeats: false,
    };
    byIdentity.set(identity, site);
    this.sites.push(site);
    return site;
  }

  group(code: object, spec: GroupSpec): Group {
    const byCode = nested(this.groupOf, spec.context);
    let group = byCode.get(code);
    if (!group) {
      group = { sort: "group", ...placed(spec), pass: 0, falls: false };
      byCode.set(code, group);
      this.groups.push(group);
    } else {
      meetAgain(group, spec);
    }
    return group;
  }

  /** The activity of a call of an async function: the same call gives the same one. */
  activity(context: Context, call: object, callee: string): Activity {
    const byCall = nested(this.activities, context);
    let activity = byCall.get(call);
    if (!activity) {
      activity = { sort: "activity", callee };
      byCall.set(call, activity);
    }
    return activity;
  }

  /** What waited for an activity that the flow has waited for on every path is reached after all. */
  conclude(done: ReadonlyMap<Step, { readonly must: boolean }>): void {
    const isDone = (activity: Activity) => done.get(activity)?.must ?? false;
    for (const owner of [...this.sites, ...this.groups]) {
      if (owner.provided.some((all) => all.every(isDone))) owner.certainty = "always";
    }
  }

  /** Runs the second round of a recursive function: what it finds new came from the round before. */
  repeating(context: Context, round: () => void): void {
    this.again.add(context);
    round();
    this.again.delete(context);
  }

  link(from: Site, to: Owner, kind: Link["kind"], carried: Carried): void {
    const links = nestedList(to.incoming, from).filter((link) => link.kind === kind);
    const isCarried = carriedByLoop(from, to) || this.carriedByRecursion(from, to);
    const isBack = isCarried && !links.some((link) => !link.back);
    let link = links.find((each) => each.back === isBack);
    if (!link) {
      link = {
        from,
        to,
        kind,
        paths: new Set(),
        into: new Set(),
        derived: carried.derived ?? false,
        certain: { times: 0, last: 0 },
        back: isBack,
        any: carried.any ?? false,
        evidence: [],
      };
      nestedList(to.incoming, from).push(link);
    }
    if (carried.path !== undefined) link.paths.add(carried.path);
    if (carried.into) link.into.add(carried.into);
    link.derived &&= carried.derived ?? false;
    if (carried.must && link.certain.last !== to.evaluations) {
      link.certain = { times: link.certain.times + 1, last: to.evaluations };
    }
    const { file, span } = carried.evidence;
    const isKnown = link.evidence.some(
      (each) => each.file === file && each.span.start === span.start && each.span.end === span.end,
    );
    if (!isKnown) link.evidence.push(carried.evidence);
  }

  private carriedByRecursion(from: Site, to: Owner): boolean {
    for (const context of this.again) {
      if (isInContext(from.context, context) && isInContext(to.context, context)) return true;
    }
    return false;
  }
}

function placed<S extends Standing>(spec: S) {
  const { certainty, provided } = known(spec);
  return { ...spec, certainty, provided, incoming: new Map<Site, Link[]>(), evaluations: 1 };
}

/** Behind an await of a function that may never be waited for, nothing is certain yet. */
function known({ certainty, pending }: Standing): { certainty: Certainty; provided: Provided } {
  if (certainty !== "always" || pending.length === 0) return { certainty, provided: [] };
  return { certainty: "maybe", provided: [pending] };
}

function meetAgain(owner: Owner, spec: Standing): void {
  const { certainty, provided } = known(spec);
  owner.certainty = stronger(owner.certainty, certainty);
  owner.provided.push(...provided);
  owner.evaluations += 1;
}

export function isInContext(inner: Context, outer: Context): boolean {
  for (let at: Context | null = inner; at; at = at.parent) if (at === outer) return true;
  return false;
}

/** In a later pass over a loop's body, what was not seen in the first came from the pass before. */
function carriedByLoop(from: Site, to: Owner): boolean {
  for (let owner: Owner | null = to; owner; owner = owner.parent) {
    if (owner.sort === "group" && owner.pass > 1 && isWithin(from, owner)) return true;
  }
  return false;
}

export function isWithin(inner: Owner, outer: Owner): boolean {
  for (let owner: Owner | null = inner; owner; owner = owner.parent) {
    if (owner === outer) return true;
  }
  return false;
}

function stronger(left: Certainty, right: Certainty): Certainty {
  if (left === "always" || right === "always") return "always";
  return left === "maybe" || right === "maybe" ? "maybe" : "unreachable";
}

function nested<K, L, V>(map: Map<K, Map<L, V>>, key: K): Map<L, V> {
  let inner = map.get(key);
  if (!inner) {
    inner = new Map();
    map.set(key, inner);
  }
  return inner;
}

function nestedList<K, V>(map: Map<K, V[]>, key: K): V[] {
  let list = map.get(key);
  if (!list) {
    list = [];
    map.set(key, list);
  }
  return list;
}
