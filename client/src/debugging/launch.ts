import { dirname } from "node:path";
import * as vscode from "vscode";
import { deferred } from "../deferred.js";
import { type Launcher, type RunProgram, tail } from "../runs/program.js";

export interface DebugWishes {
  /**
   * Stop where an error is thrown, also where the library will catch it. Left out: as the setting
   * `millrace.debug.breakOnFailedTask` says.
   */
  breakOnError?: boolean;
  /** Stop at these places for this session alone. */
  stopAt?: vscode.Location[];
}

const RUN = "millraceRun";
let runs = 0;

/** Starts the same program under VS Code's own JavaScript debugger. */
export function launchUnderDebugger(wishes: DebugWishes): Launcher {
  return async (program, onExit) => {
    let printed = "";
    const id = ++runs;
    const breakpoints = (wishes.stopAt ?? []).map((at) => new vscode.SourceBreakpoint(at));
    vscode.debug.addBreakpoints(breakpoints);
    const session = deferred<vscode.DebugSession>();
    const subscriptions = [
      vscode.debug.onDidStartDebugSession((started) => {
        if (started.configuration[RUN] !== id) return;
        session.resolve(started);
      }),
      vscode.debug.onDidTerminateDebugSession((ended) => {
        if (ended.configuration[RUN] !== id || ended.parentSession) return;
        finish();
        onExit("ended with its debug session");
      }),
      vscode.debug.registerDebugAdapterTrackerFactory(
        "pwa-node",
        trackerFactory(id, (text) => {
          printed = tail(printed + text);
        }),
      ),
    ];
    const finish = () => {
      vscode.debug.removeBreakpoints(breakpoints);
      for (const one of subscriptions) one.dispose();
    };

    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(program.cwd));
    const started = await vscode.debug.startDebugging(folder, {
      ...configurationOf(program, wishes),
      [RUN]: id,
    });
    if (!started) {
      finish();
      throw new Error(
        "The JavaScript debugger did not start. Is the extension ms-vscode.js-debug on?",
      );
    }
    const running = await session.promise;
    return { kill: () => void vscode.debug.stopDebugging(running), output: () => printed };
  };
}

function configurationOf(program: RunProgram, wishes: DebugWishes): vscode.DebugConfiguration {
  return {
    type: "pwa-node",
    request: "launch",
    name: program.name,
    program: program.program,
    args: program.args,
    cwd: program.cwd,
    env: program.env,
    runtimeExecutable: program.node,
    console: "internalConsole",
    internalConsoleOptions: "neverOpen",
    // The library itself, and what it is made of: a person debugs tasks.
    skipFiles: [
      "<node_internals>/**",
      `${dirname(dirname(program.program)).replaceAll("\\", "/")}/**`,
      "**/node_modules/**",
    ],
    resolveSourceMapLocations: ["**", "!**/node_modules/**"],
    millraceBreakOnError: wishes.breakOnError ?? breaksOnFailedTask(),
  };
}

function breaksOnFailedTask(): boolean {
  return vscode.workspace.getConfiguration("millrace").get("debug.breakOnFailedTask", false);
}

/** Reads what the debugged program prints, and asks to stop at errors where that is wished. */
function trackerFactory(
  id: number,
  onOutput: (text: string) => void,
): vscode.DebugAdapterTrackerFactory {
  return {
    createDebugAdapterTracker(session) {
      if (!belongsTo(session, id)) return undefined;
      return {
        onDidSendMessage(message) {
          if (message.type !== "event" || message.event !== "output") return;
          const { category, output } = message.body;
          if (category === "stdout" || category === "stderr") onOutput(String(output));
        },
        onWillReceiveMessage(message) {
          if (message.command !== "setExceptionBreakpoints") return;
          if (root(session).configuration.millraceBreakOnError) message.arguments.filters = ["all"];
        },
      };
    },
  };
}

/** The debugger runs a launch as a session with a child for the process itself. */
function belongsTo(session: vscode.DebugSession, id: number): boolean {
  return root(session).configuration[RUN] === id;
}

function root(session: vscode.DebugSession): vscode.DebugSession {
  return session.parentSession ? root(session.parentSession) : session;
}
