import type { Position } from "@millrace/protocol";
import type { LocationLink } from "vscode-languageserver";
import type { Codebase } from "./codebase.js";
import { mentionAt } from "./definition-at.js";
import type { Source } from "./source.js";

/** Where the task or flow under the cursor is defined. */
export function computeDefinition(
  source: Source,
  position: Position,
  codebase: Codebase,
): LocationLink[] {
  const mention = mentionAt(source, position, codebase);
  if (!mention) return [];
  const { file, fact } = mention.defined;
  return [
    {
      originSelectionRange: mention.range,
      targetUri: codebase.uriOf(file),
      targetRange: fact.range,
      targetSelectionRange: fact.nameRange,
    },
  ];
}
