import type { RaisedAlert } from "@millrace/protocol";
import * as vscode from "vscode";
import type { Agent } from "../history/agent.js";
import type { History } from "../history/history.js";
import { plain } from "../run-text.js";
import type { RunController } from "../runs/run-controller.js";
import { unlinked } from "../unlinked.js";

const LONGEST_MESSAGE = 300;

/** Shows what services have to say to people at an editor. */
export function showAlerts(
  history: History,
  runs: RunController,
  claim: (what: string) => Promise<boolean>,
): vscode.Disposable {
  return history.onAlert(async ({ agent, alert }) => {
    const { event, run, flow, time } = alert;
    if (!(await claim(["alert", agent.folder, event, run, flow, time].join(" ")))) return;
    // A run of this window has told of its failure already.
    if (run !== undefined && runs.find(run)?.failed) return;
    const chosen = await show(alert);
    if (chosen && run !== undefined) await showRun(agent, run);
  });
}

async function show(alert: RaisedAlert): Promise<string | undefined> {
  const text = messageOf(alert);
  const buttons = alert.run === undefined ? [] : ["Show"];
  switch (alert.event) {
    case "failure":
    case "crash":
      return vscode.window.showErrorMessage(text, ...buttons);
    case "missed":
    case "slow":
      return vscode.window.showWarningMessage(text, ...buttons);
    default:
      return vscode.window.showInformationMessage(text, ...buttons);
  }
}

/** The first line of the text says more of what the title tells. */
function messageOf({ title, text }: RaisedAlert): string {
  const [more = ""] = plain(text).split("\n");
  const whole = more === "" || title.includes(more) ? plain(title) : `${plain(title)}: ${more}`;
  return unlinked(whole.length > LONGEST_MESSAGE ? `${whole.slice(0, LONGEST_MESSAGE)}…` : whole);
}

async function showRun(agent: Agent, run: string): Promise<void> {
  const details = await agent.ask("runs/get", { run });
  if (!details) return;
  const uri = vscode.Uri.file(details.file).toString();
  await vscode.commands.executeCommand("millrace.showRun", { run: details.id, uri });
}
