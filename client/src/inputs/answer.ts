import type { InputRequest, RunDetails } from "@millrace/protocol";
import * as vscode from "vscode";
import { plain } from "../run-text.js";
import { labelOf } from "../runs/run-model.js";
import { unlinked } from "../unlinked.js";
import type { OpenInput, OpenInputs } from "./open-inputs.js";
import { type Answer, answerOf, type Question, questionOf } from "./question.js";

/** Tells of runs that wait for an answer, and takes it. */
export function askPeople(inputs: OpenInputs, claim: (what: string) => Promise<boolean>) {
  return inputs.onDidAsk(async (input) => {
    if (!(await claim(`input ${input.agent.folder} ${input.request.id}`))) return;
    const who = nameOf(input, await runOf(input));
    const text = unlinked(`${who} asks: ${promptOf(input.request)}`);
    const chosen = await vscode.window.showInformationMessage(text, "Answer", "Show");
    if (chosen === "Answer") await answer(input);
    else if (chosen) await show(input);
  });
}

/** Lets a person pick what to answer, where several runs ask. */
export async function answerOneOf(inputs: OpenInputs): Promise<void> {
  const open = inputs.all;
  if (open.length === 0) {
    return void vscode.window.showInformationMessage("No run waits for an answer.");
  }
  if (open.length === 1 && open[0]) return answer(open[0]);
  const items = await Promise.all(
    open.map(async (input) => {
      const run = await runOf(input);
      const description = run ? `${run.flow} ${labelOf(run.id)}` : nameOf(input, run);
      return { label: promptOf(input.request), description, input };
    }),
  );
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: "Answer which question?",
  });
  if (picked) await answer(picked.input);
}

/** Asks in a plain input where that is enough, else in the form of the run's panel. */
async function answer(input: OpenInput): Promise<void> {
  const { agent, request } = input;
  const question = questionOf(request.schema);
  if (!question) return show(input);
  const given = await ask(question, promptOf(request));
  if (!given) return;
  try {
    await agent.request("inputs/answer", { request: request.id, value: given.value });
  } catch (error) {
    const message = unlinked(`Not taken: ${(error as Error).message}`);
    const chosen = await vscode.window.showErrorMessage(message, "Show");
    if (chosen) await show(input);
  }
}

async function ask(question: Question, prompt: string): Promise<{ value: unknown } | undefined> {
  if (question.kind === "choice") {
    return await vscode.window.showQuickPick(question.options, {
      placeHolder: prompt,
      ignoreFocusOut: true,
    });
  }
  const problemOf = (given: Answer) => ("problem" in given ? given.problem : undefined);
  const typed = await vscode.window.showInputBox({
    prompt,
    value: question.value,
    ignoreFocusOut: true,
    validateInput: (text) => problemOf(answerOf(question, text)),
  });
  const given = typed === undefined ? undefined : answerOf(question, typed);
  return given && "value" in given ? given : undefined;
}

async function show(input: OpenInput): Promise<void> {
  const run = await runOf(input);
  if (!run) return await explainMissing(input);
  const uri = vscode.Uri.file(run.file).toString();
  await vscode.commands.executeCommand("millrace.showRun", { run: run.id, uri });
}

async function explainMissing(input: OpenInput): Promise<void> {
  const { agent, request } = input;
  const message = `${nameOf(input, undefined)} cannot be read from the history of ${agent.folder}, so its graph cannot be shown; the output says why. In a terminal there it is answered by: millrace runs answer ${request.run} ${request.key} VALUE`;
  const chosen = await vscode.window.showErrorMessage(unlinked(message), "Show Output");
  if (chosen) await vscode.commands.executeCommand("millrace.showOutput");
}

/**
 * The run that a person knows: a subflow is part of the one that called it.
 * @returns undefined where the history cannot tell: the question is open all the same
 */
async function runOf({ agent, request }: OpenInput): Promise<RunDetails | undefined> {
  let run = await agent.ask("runs/get", { run: request.run });
  while (run?.parent !== undefined) {
    const parent = await agent.ask("runs/get", { run: run.parent });
    if (!parent) break;
    run = parent;
  }
  return run;
}

/** Who asks. */
function nameOf({ request }: OpenInput, run: RunDetails | undefined): string {
  return run ? run.flow : `Run ${labelOf(request.run)}`;
}

function promptOf({ prompt, key }: InputRequest): string {
  return plain(prompt ?? key);
}
