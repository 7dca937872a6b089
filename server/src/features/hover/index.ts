import type { Position, Range } from "@millrace/protocol";
import type { Hover } from "vscode-languageserver";
import type { Codebase } from "../codebase.js";
import { mentionAt } from "../definition-at.js";
import { optionsAt } from "../options/at.js";
import type { Source } from "../source.js";
import { describeDefinition } from "./card.js";
import { describeInput } from "./input.js";
import { describeOption } from "./option.js";

/** What an option does, what a pause waits for, or what a task or flow is. @param now for dates and "2 m ago" */
export function computeHover(
  source: Source,
  position: Position,
  codebase: Codebase,
  now: Date,
): Hover | null {
  const options = optionsAt(source, position, codebase);
  if (options?.property) {
    const lines = describeOption(options, source.file, codebase, now);
    if (lines.length > 0) return hover(lines, source.rangeOf(options.property));
  }
  const input = describeInput(source, position);
  if (input) return hover(input.lines, input.range);
  const mention = mentionAt(source, position, codebase);
  if (!mention) return null;
  return hover(describeDefinition(mention.defined, codebase, now.getTime()), mention.range);
}

function hover(lines: readonly string[], range: Range): Hover {
  return { contents: { kind: "markdown", value: lines.join("\n\n") }, range };
}
