import type { InputRequest } from "@millrace/protocol";
import { wantedBy } from "../../inputs/answer-text.js";
import type { RunModel } from "./model.js";
import { oneLine } from "./text.js";
import type { Theme } from "./theme.js";

/** Who asks what, and how it is answered from another terminal. */
export function questionLines(request: InputRequest, model: RunModel, theme: Theme): string[] {
  const from = model.taskName(request.task) ?? model.runs.get(request.run)?.flow ?? "";
  const [what = "", how = ""] = openQuestion(request, theme);
  return [`${theme.glyph("Paused")} ${oneLine(from)} asks: ${what}`, how];
}

/** A question, and how it is answered. */
export function openQuestion(request: InputRequest, { colors }: Theme): string[] {
  const { run, key, schema } = request;
  return [
    `${colors.bold(question(request))} ${colors.dim(`(${wantedBy(schema)})`)}`,
    colors.dim(`  answer with: millrace runs answer ${run} ${key} VALUE`),
  ];
}

/** What a person reads. */
export function question({ prompt, key }: InputRequest): string {
  return oneLine(prompt ?? key);
}
