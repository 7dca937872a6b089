import type { FlowGraph, GraphDocument, Range } from "@millrace/protocol";
import { exportedAs } from "./facts/exported-as.js";
import type { FileFacts } from "./facts/model.js";
import { buildGraph, type CallPosition } from "./graph/build.js";
import type { Definition, FlowModel } from "./graph/model.js";
import type { SourceHost } from "./host.js";
import {
  interpretFlow,
  type ModuleInstance,
  Modules,
  type Program,
  type Sightings,
} from "./interpreter/index.js";
import type { Module } from "./ir/model.js";
import { type Location, rangeOf } from "./ir/source.js";
import { createLinker } from "./linker/linker.js";
import { relativeTo } from "./linker/paths.js";
import { createResolver } from "./linker/resolve.js";
import type { ConfigProblem } from "./linker/tsconfig.js";
import { type LoadedFile, readFile } from "./loaded-file.js";
import { onlyMoved } from "./moving.js";

export interface Analyzer {
  /** The graphs of a file's flows. Never throws; a file that is not there has no flows. */
  analyzeFile(file: string): FileAnalysis;
  /** What one file says on its face, or undefined where it cannot be read. */
  facts(file: string): FileFacts | undefined;
  /** The text of a file, as it was read. */
  text(file: string): string | undefined;
  /** The file an import stands for, through aliases and workspace packages. */
  resolve(from: string, specifier: string): string | null;
  /** Where the name that a file exports is defined, through barrels and aliases. */
  exported(file: string, name: string): ReturnType<Program["exported"]>;
  /** The key of a task or flow: its file and its name there. */
  keyOf(file: string, name: string): string;
  /** The text of files changed: drops what was computed from them. */
  invalidate(files: readonly string[]): void;
  /** What types say of calls in these files is something else now: drops what was drawn from it. */
  retype(files: readonly string[]): void;
  /**
   * Files came or went, or a tsconfig or package.json changed: drops everything about links. Texts
   * that changed as well are for `invalidate`.
   */
  relink(): void;
  /** Things worth a line in the log: files skipped, configurations that do not parse. */
  problems(): ConfigProblem[];
}

export interface FileAnalysis {
  graph: GraphDocument;
  flows: FlowAnalysis[];
  /** Tasks and flows the file defines, as values: factories and re-wrapped ones included. */
  definitions: Definition[];
  /** Tasks called at the file's top level, outside every flow. */
  outside: FlowModel["sites"];
  /** Every file the answer was computed from. */
  files: ReadonlySet<string>;
  /** The text has syntax errors and this is the last good answer. */
  stale: boolean;
}

export interface FlowAnalysis {
  graph: FlowGraph;
  model: FlowModel;
  positions: CallPosition[];
  /** What the expressions in the flow, and in the helpers it calls, were seen to be. */
  sightings: Sightings;
}

/** Such a file exports names that it does not mention; so does one that assigns to `exports`. */
const REEXPORTS = /export\s*\*|\bexports\b/;

export function createAnalyzer(host: SourceHost): Analyzer {
  const loaded = new Map<string, LoadedFile | null>();
  /** Texts that nothing needed more of than a look for a word. */
  const unread = new Map<string, string>();
  const analyses = new Map<string, FileAnalysis>();
  const lastGood = new Map<string, FileAnalysis>();
  /** Files whose analysis still holds, though some of the code it points at has moved. */
  const moved = new Set<string>();
  const skipped = new Map<string, ConfigProblem>();
  const resolver = createResolver(host);

  const load = (file: string): LoadedFile | undefined => {
    const known = loaded.get(file);
    if (known !== undefined) return known ?? undefined;
    const text = unread.get(file) ?? host.read(file);
    unread.delete(file);
    const result = text === undefined ? null : readFile(file, text, skipped);
    loaded.set(file, result);
    return result ?? undefined;
  };

  const mayExport = (file: string, name: string): boolean => {
    if (loaded.has(file)) return true;
    const text = unread.get(file) ?? host.read(file);
    if (text === undefined) return true;
    unread.set(file, text);
    return text.includes(name) || REEXPORTS.test(text);
  };

  const moves = (file: string, before: LoadedFile): boolean => {
    loaded.delete(file);
    const now = load(file);
    const isWorkspace = (specifier: string) => resolver.resolve(file, specifier) !== null;
    if (!now || !onlyMoved(before, now, isWorkspace)) return false;
    loaded.set(file, { ...now, ir: before.ir });
    return true;
  };

  const linker = createLinker(
    resolver,
    (file) => load(file)?.facts,
    () => new Set([...loaded.keys(), ...(host.files?.() ?? [])]),
    mayExport,
  );
  const program: Program = {
    root: host.root,
    load,
    resolve: linker.resolve,
    exported: linker.exported,
    exportNames: linker.exportNames,
    declared: linker.declared,
    heirs: linker.heirs,
    callable: (file, callee) => host.types?.callable(file, callee) ?? null,
    keyOf: (file, name) =>
      `${relativeTo(host.keyRoot?.(file) ?? host.root, file)}#${exportedAs(load(file)?.facts, name)}`,
  };
  const modules = new Modules(program);

  const toRange = ({ file, span }: Location): Range =>
    rangeOf(load(file)?.ir.lineStarts ?? [0], span);

  const analyse = (file: string): FileAnalysis => {
    const instance = modules.get(file);
    const facts = load(file)?.facts;
    if (!instance || !facts) return emptyAnalysis(file);
    const flows = ownFlows(instance).map((flow): FlowAnalysis => {
      const sightings: Sightings = new Map();
      const model = interpretFlow(modules, instance, flow, sightings);
      return drawn({ model, sightings }, facts, instance.ir);
    });
    const files = new Set([
      file,
      ...instance.files,
      ...flows.flatMap(({ model }) => [...model.files]),
    ]);
    return {
      graph: documentOf(file, flows),
      flows,
      definitions: instance.defined.map(({ definition }) => definition),
      outside: instance.outside?.sites ?? [],
      files,
      stale: false,
    };
  };

  const drawn = (
    { model, sightings }: Pick<FlowAnalysis, "model" | "sightings">,
    facts: FileFacts,
    ir: Module,
  ): FlowAnalysis => {
    const fact = facts.definitions.find(({ name }) => name === model.definition.exportName);
    const { graph, positions } = buildGraph(model, fact?.params ?? [], toRange);
    graph.incomplete.push(...unreadIn(graph.location, ir, facts));
    return { graph, model, positions, sightings };
  };

  /** The same graphs, for code that moved. */
  const drawnAgain = (file: string, before: FileAnalysis): FileAnalysis => {
    const now = load(file);
    if (!now) return before;
    const flows = before.flows.map((flow) => drawn(flow, now.facts, now.ir));
    return { ...before, graph: documentOf(file, flows), flows };
  };

  /** Code nested so deeply that the stack runs out costs its own file's graph, not the server. */
  const analyseSafely = (file: string): FileAnalysis | null => {
    try {
      return analyse(file);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      modules.clear();
      const message = "Skipped: the code nests too deeply to be followed.";
      skipped.set(file, { file, message });
      return null;
    }
  };

  return {
    analyzeFile(file) {
      const known = analyses.get(file);
      if (known && !moved.delete(file)) return known;
      if (known) {
        const again = drawnAgain(file, known);
        analyses.set(file, again);
        lastGood.set(file, again);
        return again;
      }
      const fresh = analyseSafely(file);
      const isBroken = skipped.has(file) || (loaded.get(file)?.facts.syntaxErrors.length ?? 0) > 0;
      const result =
        fresh && !isBroken ? fresh : keepGood(fresh ?? emptyAnalysis(file), lastGood.get(file));
      if (!isBroken) lastGood.set(file, result);
      analyses.set(file, result);
      return result;
    },
    facts: (file) => load(file)?.facts,
    text: (file) => load(file)?.text,
    resolve: (from, specifier) => resolver.resolve(from, specifier),
    exported: program.exported,
    keyOf: program.keyOf,
    invalidate(files) {
      for (const file of files) {
        const before = loaded.get(file);
        unread.delete(file);
        if (before && before.text === host.read(file)) continue;
        const isUsed = (path: string, { files: used }: FileAnalysis) =>
          path === file || used.has(file);
        skipped.delete(file);
        if (before && moves(file, before)) {
          for (const [path, analysis] of analyses) if (isUsed(path, analysis)) moved.add(path);
          continue;
        }
        const heirs = JSON.stringify(loaded.get(file)?.facts.heirs);
        linker.reset();
        modules.invalidate(file);
        for (const [path, analysis] of analyses) {
          if (isUsed(path, analysis)) analyses.delete(path);
        }
        // Another class under an interface may be what any flow calls.
        if (before && heirs !== JSON.stringify(before.facts.heirs)) {
          modules.clear();
          analyses.clear();
        }
      }
    },
    retype(files) {
      for (const [path, { files: used }] of analyses) {
        if (files.some((file) => used.has(file))) analyses.delete(path);
      }
    },
    relink() {
      resolver.reset();
      linker.reset();
      modules.clear();
      analyses.clear();
      moved.clear();
      unread.clear();
      // What a file says on its face stays; one that could not be read may be there now.
      for (const [file, known] of loaded) if (known === null) loaded.delete(file);
    },
    problems: () => [...resolver.problems(), ...skipped.values()],
  };
}

/** The flows a file defines, each once, in source order. */
function ownFlows(instance: ModuleInstance): ModuleInstance["defined"] {
  const byKey = new Map<string, ModuleInstance["defined"][number]>();
  for (const shape of instance.defined) {
    const { kind, location, key } = shape.definition;
    if (kind === "flow" && location.file === instance.file && !byKey.has(key))
      byKey.set(key, shape);
  }
  return [...byKey.values()].sort(
    (a, b) => a.definition.location.span.start - b.definition.location.span.start,
  );
}

/** Syntax nobody could read inside a flow: the graph may miss something there. */
function unreadIn(flow: Range, ir: Module, facts: FileFacts): FlowGraph["incomplete"] {
  const places = [
    ...ir.unknown.map(({ reason, span }) => ({ reason, location: rangeOf(ir.lineStarts, span) })),
    ...facts.syntaxErrors.map(({ message, range }) => ({
      reason: `This does not parse: ${message}`,
      location: range,
    })),
  ];
  return places.filter(
    ({ location }) => location.start.line >= flow.start.line && location.end.line <= flow.end.line,
  );
}

/**
 * With syntax errors the last good graph of a flow stands where the new one lost nodes, so that the
 * picture never goes blank while someone types.
 */
function keepGood(fresh: FileAnalysis, good: FileAnalysis | undefined): FileAnalysis {
  if (!good) return { ...fresh, stale: true };
  const flows = good.flows.map((before) => {
    const now = fresh.flows.find((each) => each.graph.key === before.graph.key);
    if (!now || now.graph.nodes.length < before.graph.nodes.length) {
      const incomplete = now?.graph.incomplete ?? before.graph.incomplete;
      return { ...before, graph: { ...before.graph, incomplete } };
    }
    return now;
  });
  const added = fresh.flows.filter(
    (each) => !good.flows.some((before) => before.graph.key === each.graph.key),
  );
  const all = [...flows, ...added];
  return {
    ...fresh,
    flows: all,
    graph: { ...fresh.graph, flows: all.map(({ graph }) => graph) },
    stale: true,
  };
}

function documentOf(file: string, flows: readonly FlowAnalysis[]): GraphDocument {
  const graphs = flows.map(({ graph }) => graph);
  return { version: 1, language: "typescript", file, flows: graphs, diagnostics: [] };
}

function emptyAnalysis(file: string): FileAnalysis {
  return {
    graph: documentOf(file, []),
    flows: [],
    definitions: [],
    outside: [],
    files: new Set([file]),
    stale: false,
  };
}
