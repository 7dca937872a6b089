import { type DocumentSymbol, SymbolKind } from "vscode-languageserver";
import type { DefinitionFact } from "../analysis/index.js";
import { contains, type Source } from "./source.js";

/** Flows and tasks of a file; members of a class under the flow or task they stand in. */
export function computeDocumentSymbols({ facts }: Source): DocumentSymbol[] {
  const roots: DocumentSymbol[] = [];
  const open: DocumentSymbol[] = [];
  for (const fact of facts.definitions) {
    const symbol = symbolOf(fact);
    while (open.length > 0 && !contains((open.at(-1) as DocumentSymbol).range, fact.range.end)) {
      open.pop();
    }
    const parent = open.at(-1);
    if (parent) parent.children = [...(parent.children ?? []), symbol];
    else roots.push(symbol);
    open.push(symbol);
  }
  return roots;
}

function symbolOf({ name, label, kind, range, nameRange }: DefinitionFact): DocumentSymbol {
  const own = name.slice(name.lastIndexOf(".") + 1);
  return {
    name,
    detail: label === own ? kind : `${kind} ${label}`,
    kind: kind === "flow" ? SymbolKind.Module : SymbolKind.Function,
    range,
    selectionRange: nameRange,
  };
}
