import type { Position } from "@millrace/protocol";
import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  SymbolKind,
} from "vscode-languageserver";
import type { Codebase, Defined } from "./codebase.js";
import { definedAs, definedBy, mentionAt } from "./definition-at.js";
import { appearances } from "./relatives.js";
import type { Source } from "./source.js";
import { calleeAt } from "./uses.js";

/** What an item keeps to be found again by: its file and its name there. */
interface ItemData {
  file: string;
  name: string;
}

export function computeCallHierarchy(
  source: Source,
  position: Position,
  codebase: Codebase,
): CallHierarchyItem[] | null {
  const mention = mentionAt(source, position, codebase);
  return mention ? [itemOf(mention.defined, codebase)] : null;
}

/** The flows that call a task or flow. */
export function computeIncomingCalls(
  item: CallHierarchyItem,
  codebase: Codebase,
): CallHierarchyIncomingCall[] {
  const defined = definedOf(item, codebase);
  if (!defined) return [];
  return appearances(defined.key, codebase).flatMap(({ file, flow, nodes }) => {
    const source = codebase.source(file);
    const fact = source?.facts.definitions.find(
      ({ name }) => codebase.keyOf(file, name) === flow.key,
    );
    if (!source || !fact) return [];
    const caller = { key: flow.key, file, fact };
    const ranges = nodes
      // Ranges are the caller's file's: a call in a helper elsewhere is shown where the helper is called.
      .map((node) =>
        calleeAt(source, node.file ? (node.via?.[0]?.range ?? flow.location) : node.location),
      );
    return [{ from: itemOf(caller, codebase), fromRanges: ranges }];
  });
}

/** The tasks and subflows that a flow calls, and those that a task calls. */
export function computeOutgoingCalls(
  item: CallHierarchyItem,
  codebase: Codebase,
): CallHierarchyOutgoingCall[] {
  const defined = definedOf(item, codebase);
  const source = defined && codebase.source(defined.file);
  const flow = source?.analysis.graph.flows.find(({ key }) => key === defined?.key);
  if (!source || !flow) return [];
  const calls = new Map<string, CallHierarchyOutgoingCall>();
  for (const node of flow.nodes) {
    const callee = definedBy(node, codebase);
    if (!callee) continue;
    const call = calls.get(callee.key) ?? { to: itemOf(callee, codebase), fromRanges: [] };
    calls.set(callee.key, call);
    if (!node.file) call.fromRanges.push(calleeAt(source, node.location));
    else if (node.via?.[0]) call.fromRanges.push(calleeAt(source, node.via[0].range));
  }
  return [...calls.values()];
}

function definedOf({ data }: CallHierarchyItem, codebase: Codebase): Defined | undefined {
  const { file, name } = data as ItemData;
  const source = codebase.source(file);
  return source && definedAs(source, name, codebase);
}

function itemOf({ file, fact }: Defined, codebase: Codebase): CallHierarchyItem {
  const data: ItemData = { file, name: fact.name };
  return {
    name: fact.label,
    detail: `${fact.kind} ${fact.name}`,
    kind: fact.kind === "flow" ? SymbolKind.Module : SymbolKind.Function,
    uri: codebase.uriOf(file),
    range: fact.range,
    selectionRange: fact.nameRange,
    data,
  };
}
