import type { Context, FlowModel, Group, Owner, Site } from "./model.js";

/**
 * Stable ids: `flow/helper.../callee#ordinal`. The ordinal counts the calls of the same callee in
 * the same function, in source order, so that an edit elsewhere renames nothing.
 */
export function assignIds(model: FlowModel): Map<Owner, string> {
  const owners: Owner[] = [...model.sites, ...model.groups];
  const prefixes = contextNames(
    owners.map((owner) => owner.context),
    model.definition.exportName,
  );
  const ids = new Map<Owner, string>();
  const byName = new Map<string, Owner[]>();
  for (const owner of owners) {
    const name = `${prefixes.get(owner.context)}/${nameOf(owner)}`;
    const same = byName.get(name);
    if (same) same.push(owner);
    else byName.set(name, [owner]);
  }
  for (const [name, same] of byName) {
    same.sort(bySource);
    same.forEach((owner, index) => {
      ids.set(owner, hasOneOnly(owner) ? name : `${name}#${index + 1}`);
    });
  }
  return ids;
}

function hasOneOnly(owner: Owner): boolean {
  return owner.sort === "site" && (owner.kind === "return" || owner.kind === "param");
}

function nameOf(owner: Site | Group): string {
  if (owner.sort === "group") return owner.kind === "branch" ? "if" : owner.kind;
  if (owner.kind === "param") return `param:${owner.label}`;
  return owner.callee;
}

function bySource(left: Owner, right: Owner): number {
  return (
    left.location.span.start - right.location.span.start ||
    left.location.span.end - right.location.span.end ||
    identity(left).localeCompare(identity(right))
  );
}

function identity(owner: Owner): string {
  return owner.sort === "site" ? (owner.definition?.key ?? "") : "";
}

function contextNames(contexts: readonly Context[], flow: string): Map<Context, string> {
  const all = new Set<Context>();
  for (const context of contexts) {
    for (let at: Context | null = context; at; at = at.parent) all.add(at);
  }
  const names = new Map<Context, string>();
  for (const context of [...all].sort((a, b) => a.depth - b.depth)) {
    if (!context.parent) {
      names.set(context, flow);
      continue;
    }
    const siblings = [...all]
      .filter((each) => each.parent === context.parent && each.callee === context.callee)
      .sort((a, b) => (a.location?.span.start ?? 0) - (b.location?.span.start ?? 0));
    const ordinal = siblings.indexOf(context) + 1;
    const suffix = ordinal > 1 ? `#${ordinal}` : "";
    names.set(context, `${names.get(context.parent)}/${context.callee}${suffix}`);
  }
  return names;
}
