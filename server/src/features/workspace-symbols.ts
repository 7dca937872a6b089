import { type SymbolInformation, SymbolKind } from "vscode-languageserver";
import type { Codebase } from "./codebase.js";

/** As many are shown; a longer query finds the rest. */
const MOST = 200;

/** Flows and tasks of the workspace whose name or label has the query's letters, in order. */
export function computeWorkspaceSymbols(query: string, codebase: Codebase): SymbolInformation[] {
  const found: SymbolInformation[] = [];
  for (const file of codebase.files()) {
    for (const { name, label, kind, nameRange } of codebase.source(file)?.facts.definitions ?? []) {
      if (!fits(query, name) && !fits(query, label)) continue;
      found.push({
        name: label,
        containerName: `${kind} ${name}`,
        kind: kind === "flow" ? SymbolKind.Module : SymbolKind.Function,
        location: { uri: codebase.uriOf(file), range: nameRange },
      });
      if (found.length === MOST) return found;
    }
  }
  return found;
}

function fits(query: string, name: string): boolean {
  const letters = query.toLowerCase();
  let at = 0;
  for (const letter of name.toLowerCase()) if (letter === letters[at]) at++;
  return at === letters.length;
}
