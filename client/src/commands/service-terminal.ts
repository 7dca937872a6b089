import * as vscode from "vscode";
import type { Agent } from "../history/agent.js";
import type { ServiceItem } from "../views/schedules-tree.js";

const NAME = "Millrace serve";
const CTRL_C = "\u0003";
/** Those that were told to stop, and wait for their runs. */
const stopping = new WeakSet<vscode.Terminal>();

/** A person sees what the service says, and Ctrl-C or closing the terminal ends it. */
export function serveInTerminal({ folder, program: { node, command } }: Agent): void {
  const cwd = (terminal: vscode.Terminal) =>
    (terminal.creationOptions as vscode.TerminalOptions).cwd;
  const running = vscode.window.terminals.find(
    (one) => one.name === NAME && one.exitStatus === undefined && cwd(one) === folder,
  );
  const terminal =
    running ??
    vscode.window.createTerminal({
      name: NAME,
      cwd: folder,
      shellPath: node,
      shellArgs: [command, "serve"],
      iconPath: new vscode.ThemeIcon("radio-tower"),
      isTransient: true,
    });
  terminal.show(true);
}

/** Asks the services that this window's terminals run to stop: they end when their runs have. */
export async function stopInTerminal({ services }: ServiceItem): Promise<void> {
  const pids = new Set(services.map(({ pid }) => pid));
  const terminals = vscode.window.terminals.filter(({ exitStatus }) => exitStatus === undefined);
  let found = false;
  for (const terminal of terminals) {
    const pid = await terminal.processId;
    if (pid === undefined || !pids.has(pid)) continue;
    found = true;
    if (stopping.has(terminal) && !(await mayCancelRuns())) continue;
    stopping.add(terminal);
    terminal.show(true);
    // As a key that is pressed there: it is the same on every system.
    terminal.sendText(CTRL_C, false);
  }
  if (!found) void vscode.window.showInformationMessage(startedElsewhere(services));
}

async function mayCancelRuns(): Promise<boolean> {
  const cancel = "Cancel Its Runs";
  const message = "The service starts nothing more, and ends when its runs have ended.";
  return (await vscode.window.showWarningMessage(message, { modal: true }, cancel)) === cancel;
}

function startedElsewhere(services: ServiceItem["services"]): string {
  const which = services.map(({ pid, host }) => `process ${pid} on ${host}`).join(", ");
  return `The service was not started in a terminal of this window: it is ${which}. Stop it where it was started: with Ctrl-C in its terminal, or as a service of the machine (systemctl stop).`;
}
