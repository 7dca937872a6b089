import type { FlowGraph, GraphDocument, Range } from "@millrace/protocol";
import type { FileFacts } from "./facts/model.js";
import { extractFacts, parse } from "./facts/typescript/index.js";
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
import { lowerModule } from "./lowering/typescript/index.js";

/** A file larger than this is generated; reading it would stop the editor for nothing. */
const LARGEST_FILE = 1_000_000;

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
  /** Files came or went, or a tsconfig or package.json changed: drops everything about links. */
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

interface LoadedFile {
  text: string;
  facts: FileFacts;
  ir: Module;
}

export function createAnalyzer(host: SourceHost): Analyzer {
  const loaded = new Map<string, LoadedFile | null>();
  const analyses = new Map<string, FileAnalysis>();
  const lastGood = new Map<string, FileAnalysis>();
  const skipped = new Map<string, ConfigProblem>();
  const resolver = createResolver(host);

  const load = (file: string): LoadedFile | undefined => {
    const known = loaded.get(file);
    if (known !== undefined) return known ?? undefined;
    const text = host.read(file);
    const result = text === undefined ? null : readFile(file, text, skipped);
    loaded.set(file, result);
    return result ?? undefined;
  };

  const linker = createLinker(
    resolver,
    (file) => load(file)?.facts,
    () => new Set([...loaded.keys(), ...(host.files?.() ?? [])]),
  );
  const program: Program = {
    root: host.root,
    load,
    resolve: linker.resolve,
    exported: linker.exported,
    exportNames: linker.exportNames,
    declared: linker.declared,
    heirs: linker.heirs,
    keyOf: (file, name) => `${relativeTo(host.keyRoot?.(file) ?? host.root, file)}#${name}`,
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
      const { exportName } = flow.definition;
      const fact = facts.definitions.find((each) => each.name === exportName);
      const { graph, positions } = buildGraph(model, fact?.params ?? [], toRange);
      graph.incomplete.push(...unreadIn(graph.location, instance.ir, facts));
      return { graph, model, positions, sightings };
    });
    const files = new Set([
      file,
      ...instance.files,
      ...flows.flatMap(({ model }) => [...model.files]),
    ]);
    return {
      graph: {
        version: 1,
        language: "typescript",
        file,
        flows: flows.map(({ graph }) => graph),
        diagnostics: [],
      },
      flows,
      definitions: instance.defined.map(({ definition }) => definition),
      outside: instance.outside?.sites ?? [],
      files,
      stale: false,
    };
  };

  /** Code nested so deeply that the stack runs out costs its own file's graph, not the server. */
  const analyseSafely = (file: string): FileAnalysis => {
    try {
      return analyse(file);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      modules.clear();
      const message = "Skipped: the code nests too deeply to be followed.";
      skipped.set(file, { file, message });
      return emptyAnalysis(file);
    }
  };

  return {
    analyzeFile(file) {
      const known = analyses.get(file);
      if (known) return known;
      const fresh = analyseSafely(file);
      const isBroken = (load(file)?.facts.syntaxErrors.length ?? 0) > 0;
      const result = isBroken ? keepGood(fresh, lastGood.get(file)) : fresh;
      if (!isBroken) lastGood.set(file, fresh);
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
        if (before && before.text === host.read(file)) continue;
        loaded.delete(file);
        skipped.delete(file);
        linker.reset();
        modules.invalidate(file);
        for (const [path, analysis] of analyses) {
          if (path === file || analysis.files.has(file)) analyses.delete(path);
        }
      }
    },
    relink() {
      resolver.reset();
      linker.reset();
      modules.clear();
      analyses.clear();
      loaded.clear();
    },
    problems: () => [...resolver.problems(), ...skipped.values()],
  };
}

function readFile(
  file: string,
  text: string,
  skipped: Map<string, ConfigProblem>,
): LoadedFile | null {
  if (text.length > LARGEST_FILE) {
    const size = (text.length / 1e6).toFixed(1);
    const message = `Skipped: ${size} MB is more than is read (1 MB). Split it, or exclude it if it is generated.`;
    skipped.set(file, { file, message });
    return null;
  }
  const source = parse(file, text);
  return { text, facts: extractFacts(file, source), ir: lowerModule(file, source) };
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

function emptyAnalysis(file: string): FileAnalysis {
  return {
    graph: { version: 1, language: "typescript", file, flows: [], diagnostics: [] },
    flows: [],
    definitions: [],
    outside: [],
    files: new Set([file]),
    stale: false,
  };
}
