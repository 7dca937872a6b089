import type { Definition, Owner, Site } from "../../analysis/index.js";
import type { Codebase } from "../diagnose.js";
import type { Rule } from "../rule.js";
import { rangeIn } from "../subject.js";

/** One call on the way around. */
interface Hop {
  caller: Definition;
  site: Site;
}

/** MR101: a flow that calls itself on every path, by itself or through others. */
export const flowRecursion: Rule = {
  code: "MR101",
  name: "flow-recursion",
  severity: "warning",
  summary: "A flow calls itself and nothing bounds it",
  *find(subject) {
    for (const { model } of subject.flows) {
      const { definition } = model;
      const hops = wayBack(subject.codebase, definition);
      // Each cycle once: where its first flow is.
      if (!hops || hops.some(({ caller }) => caller.key < definition.key)) continue;
      const [first] = hops;
      if (!first || first.site.location.file !== subject.file) continue;
      const path = hops.map(({ site }) => `'${site.label}'`).join(" → ");
      const { start, end } = first.site.location.span;
      yield {
        message: `Flow '${definition.label}' calls itself on every path (${path}): it never ends. Guard the call with a condition.`,
        range: subject.spanRange(start, end),
        related: hops.map(({ caller, site }) => ({
          message: `'${caller.label}' calls '${site.label}'`,
          file: site.location.file,
          range: rangeIn(subject.codebase, site.location),
        })),
      };
    }
  },
};

/** The shortest chain of calls that are always made, from a flow to itself. */
function wayBack({ analyzer }: Codebase, start: Definition): Hop[] | undefined {
  const queue: { flow: Definition; hops: Hop[] }[] = [{ flow: start, hops: [] }];
  const seen = new Set<string>();
  for (let at = queue.shift(); at; at = queue.shift()) {
    const { flow, hops } = at;
    const analysis = analyzer.analyzeFile(flow.location.file);
    const model = analysis.flows.find((each) => each.model.definition.key === flow.key)?.model;
    for (const site of model?.sites ?? []) {
      if (site.kind !== "flow" || !site.definition || !isCertain(site)) continue;
      const way = [...hops, { caller: flow, site }];
      if (site.definition.key === start.key) return way;
      if (seen.has(site.definition.key)) continue;
      seen.add(site.definition.key);
      queue.push({ flow: site.definition, hops: way });
    }
  }
  return undefined;
}

function isCertain(site: Site): boolean {
  for (let at: Owner | null = site; at; at = at.parent) if (at.certainty !== "always") return false;
  return true;
}

/** MR102: a task that runs inside itself. */
export const taskRecursion: Rule = {
  code: "MR102",
  name: "task-recursion",
  severity: "information",
  summary: "A task calls itself: each level is a task run in the one before",
  *find(subject) {
    const seen = new Set<number>();
    for (const site of subject.sites) {
      const outer = owners(site).find((each) => each.definition?.key === site.definition?.key);
      const { start, end } = site.location.span;
      if (!outer || !site.definition || seen.has(start)) continue;
      seen.add(start);
      yield {
        message: `Task '${site.label}' calls itself: each level is a task run inside the one before, retried with it.`,
        range: subject.spanRange(start, end),
      };
    }
  },
};

/** MR104: a task in a task. */
export const nestedTask: Rule = {
  code: "MR104",
  name: "nested-task",
  severity: "information",
  summary: "A task runs inside another task",
  *find(subject) {
    const seen = new Set<number>();
    for (const site of subject.sites) {
      const [outer] = owners(site);
      const { start, end } = site.location.span;
      if (!outer || seen.has(start) || outer.definition?.key === site.definition?.key) continue;
      seen.add(start);
      yield {
        message: `'${site.label}' runs inside task '${outer.label}': when '${outer.label}' is tried again it runs again, and it is no step of the flow by itself.`,
        range: subject.spanRange(start, end),
      };
    }
  },
};

/** The tasks in whose bodies a call stands, innermost first. */
function owners(site: Site): Site[] {
  const found: Site[] = [];
  for (let at = site.parent; at; at = at.parent) if (at.sort === "site") found.push(at);
  return found;
}
