import type { Position } from "@millrace/protocol";
import type { Location } from "vscode-languageserver";
import type { Codebase } from "./codebase.js";
import { mentionAt } from "./definition-at.js";
import type { Source } from "./source.js";
import { usesOf } from "./uses.js";

/** Every place that names the task or flow under the cursor. */
export function computeReferences(
  source: Source,
  position: Position,
  withDefinition: boolean,
  codebase: Codebase,
): Location[] {
  const mention = mentionAt(source, position, codebase);
  if (!mention) return [];
  return usesOf(mention.defined, codebase)
    .filter(({ kind }) => withDefinition || kind !== "definition")
    .map(({ file, range }) => ({ uri: codebase.uriOf(file), range }));
}
