import type { Range } from "@millrace/protocol";
import { ts } from "ts-morph";
import { parse } from "../analysis/facts/typescript/index.js";
import { unwrap } from "../analysis/facts/typescript/unwrap.js";
import type { DefinitionFact, FileFacts, FlowAnalysis, Sighting, Site } from "../analysis/index.js";
import { lineStartsOf, rangeOf } from "../analysis/ir/source.js";
import { definitionOf } from "./definition-of.js";
import type { Codebase } from "./diagnose.js";
import { type Bindings, bindingsOf } from "./syntax/bindings.js";
import { type DefinitionSyntax, definitionsIn } from "./syntax/definitions.js";
import { walkAll } from "./syntax/walk.js";

/** One file as the rules look at it: its syntax, and what the analysis knows of each place in it. */
export interface Subject {
  file: string;
  text: string;
  facts: FileFacts;
  source: ts.SourceFile;
  codebase: Codebase;
  /** The flows of this file; none while it does not parse, for their positions are of older text. */
  flows: readonly FlowAnalysis[];
  /** Task calls at the file's top level. */
  outside: readonly Site[];
  /** The calls of tasks and flows in this file, from whichever flow they were reached, by where they start and end. */
  sitesAt(node: ts.Node): readonly Site[];
  /** Every such call. */
  sites: readonly Site[];
  /** What the expression was seen to be in the flows that reach it. */
  sighting(node: ts.Expression): Sighting | undefined;
  /** The tasks and flows of this file, with their syntax. */
  definitions: readonly DefinitionSyntax[];
  /** The definition a name, `this.name` or `space.name` stands for, in this file or another. */
  definitionOf(callee: ts.Expression): DefinitionFact | undefined;
  /** Every node of a kind, in source order. */
  nodes<T extends ts.Node>(kind: ts.SyntaxKind): readonly T[];
  bindings: Bindings;
  range(node: ts.Node): Range;
  spanRange(start: number, end: number): Range;
}

/** Undefined for a file that cannot be read, or that has nothing to do with tasks. */
export function subjectOf(codebase: Codebase, file: string): Subject | undefined {
  const { analyzer, files } = codebase;
  const text = analyzer.text(file);
  const facts = analyzer.facts(file);
  if (text === undefined || !facts) return undefined;
  const analysis = analyzer.analyzeFile(file);
  const flows = analysis.stale ? [] : analysis.flows;
  const callers = files
    .filter((each) => each !== file)
    .map((each) => analyzer.analyzeFile(each))
    .filter((each) => !each.stale && !analysis.stale && each.files.has(file))
    .flatMap((each) => each.flows);
  const reaching = [...flows, ...callers.filter(({ model }) => model.files.has(file))];
  if (
    reaching.length === 0 &&
    analysis.definitions.length === 0 &&
    facts.definitions.length === 0 &&
    !facts.config
  )
    return undefined;

  const source = parse(file, text);
  const lineStarts = lineStartsOf(text);
  const outside = analysis.stale ? [] : analysis.outside;
  const sites = reaching
    .flatMap(({ model }) => model.sites)
    .filter((site) => site.location.file === file && isCall(site));
  const sitesBySpan = grouped(sites, ({ location: { span } }) => `${span.start}:${span.end}`);
  const sightings = sightingsIn(reaching, file);
  const key = (node: ts.Node) => `${node.getStart(source)}:${node.end}`;
  const byKind = new Map<ts.SyntaxKind, ts.Node[]>();
  walkAll(source, (node) => {
    const list = byKind.get(node.kind);
    if (list) list.push(node);
    else byKind.set(node.kind, [node]);
  });
  const nodes = <T extends ts.Node>(kind: ts.SyntaxKind) => (byKind.get(kind) ?? []) as T[];
  const bindings = bindingsOf(source);
  return {
    file,
    text,
    facts,
    source,
    codebase,
    flows,
    outside,
    sites,
    sitesAt: (node) => sitesBySpan.get(key(node)) ?? [],
    sighting: (node) => sightings.get(key(unwrap(node))),
    definitions: definitionsIn(source, facts.definitions, [
      ...nodes(ts.SyntaxKind.CallExpression),
      ...nodes(ts.SyntaxKind.Decorator),
    ]),
    definitionOf: (callee) => definitionOf(codebase, file, facts, bindings, unwrap(callee)),
    nodes,
    bindings,
    range: (node) => rangeOf(lineStarts, { start: node.getStart(source), end: node.end }),
    spanRange: (start, end) => rangeOf(lineStarts, { start, end }),
  };
}

function isCall(site: Site): boolean {
  return site.kind === "task" || site.kind === "flow" || site.kind === "map";
}

function sightingsIn(flows: readonly FlowAnalysis[], file: string): Map<string, Sighting> {
  const bySpan = new Map<string, Sighting>();
  for (const { sightings } of flows) {
    for (const [{ span }, sighting] of sightings.get(file) ?? []) {
      const key = `${span.start}:${span.end}`;
      const known = bySpan.get(key);
      bySpan.set(key, known ? both(known, sighting) : sighting);
    }
  }
  return bySpan;
}

function both(left: Sighting, right: Sighting): Sighting {
  return {
    isPromise: left.isPromise && right.isPromise,
    isFuture: left.isFuture && right.isFuture,
    isResult: left.isResult && right.isResult,
    sites: new Set([...left.sites, ...right.sites]),
  };
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** The range of a place in any file. */
export function rangeIn({ analyzer }: Codebase, { file, span }: Site["location"]): Range {
  return rangeOf(lineStartsOf(analyzer.text(file) ?? ""), span);
}
