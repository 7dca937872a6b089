import type { InputRequest } from "@millrace/protocol";
import { wantedBy } from "../../inputs/answer-text.js";
import type { RunModel } from "./model.js";
import { oneLine } from "./text.js";
import type { Theme } from "./theme.js";

/** A question, and how it is answered from another terminal. */
export function questionLines(request: InputRequest, model: RunModel, theme: Theme): string[] {
  const { run, task, key, schema } = request;
  const { colors } = theme;
  const from = model.taskName(task) ?? model.runs.get(run)?.flow ?? "";
  const glyph = theme.glyph("Paused");
  return [
    `${glyph} ${oneLine(from)} asks: ${colors.bold(question(request))} ${colors.dim(`(${wantedBy(schema)})`)}`,
    colors.dim(`  answer with: millrace runs answer ${run} ${key} VALUE`),
  ];
}

/** What a person reads. */
export function question({ prompt, key }: InputRequest): string {
  return oneLine(prompt ?? key);
}
