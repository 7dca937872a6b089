import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { RunEvent, RunId, State } from "@millrace/protocol";
import { EventServer } from "../events/server.js";
import { killProcessGroup } from "../processes/tree.js";
import type { RunRequest } from "../run/request.js";
import { Obituary } from "./obituary.js";
import { startRunProcess } from "./run-process.js";
import type { View } from "./view.js";

export interface Supervised {
  request: RunRequest;
  /** Whether the view shows what the run process prints; else that passes by it. */
  capture: boolean;
  /** Whether what the run process prints may be coloured. */
  color: boolean;
  /** Called once the run process is on its way: what draws need not be loaded before that. */
  openView: () => Promise<View>;
}

/** How long the channel may take to deliver the rest once the process is gone, in milliseconds. */
const afterlife = 2_000;
/** Why a run ended whose process was killed by a second Ctrl-C. */
const killedByPerson = "killed by the person who started it";
/** How long a kill waits for a busy store, in milliseconds. */
const storePatience = 1_000;

/**
 * Runs a flow in a process of its own and watches it. However that process ends, the view is told
 * how the run ended.
 * @returns the exit status
 */
export async function supervise(options: Supervised): Promise<number> {
  const obituary = new Obituary();
  const early: (() => void)[] = [];
  let view: View | undefined;
  /** Tells the view, now or when it is there. */
  const tell = (say: (view: View) => void) => {
    if (view) say(view);
    else early.push(() => view && say(view));
  };
  const onEvent = (event: RunEvent) => {
    obituary.note(event);
    tell((to) => to.event(event));
  };
  let channelClosed = () => {};
  const delivered = new Promise<void>((resolve) => {
    channelClosed = resolve;
  });
  const server = await EventServer.listen({
    onEvent,
    onGap: (_, missing) =>
      tell((to) => to.notice(`${missing} events were too many and were left out`)),
    onClose: channelClosed,
  });
  const child = startRunProcess(options.request, { ...options, env: server.env });
  const ask = () => {
    server.send({ type: "cancel" });
    tell((to) => to.notice("cancelling; Ctrl-C again kills it at once"));
  };
  const kill = () => killRun(child, options.request.file, obituary);
  const cancel = cancelOnSignal(ask, kill);
  child.stdout?.setEncoding("utf8").on("data", (text: string) => tell((to) => to.output(text)));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => tell((to) => to.output(text)));
  const exit = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  view = await options.openView();
  for (const say of early.splice(0)) say();

  const [code, signal] = await exit;
  if (server.connected) await Promise.race([delivered, wait(afterlife)]);
  // What its tasks left running ends with it.
  if (child.pid !== undefined) killProcessGroup(child.pid);
  const unfinished = !obituary.finished;
  if (unfinished) {
    const state = causeOfDeath(code, signal, cancel.killed);
    const stored = await endInStore(options.request.file, obituary, state);
    for (const event of obituary.last(state, Date.now(), stored)) onEvent(event);
  }
  if (obituary.root && (unfinished || obituary.finished?.state.name === "Crashed")) {
    const say = (line: string) => tell((to) => to.notice(`millrace: ${line}`));
    await tellOfCrash(options.request.file, obituary.root, say);
  }
  // Status 2 is the run process's own: it has said what is wrong.
  if (obituary.root === undefined && !cancel.asked && code !== 2) {
    view.notice(endedWhileLoading(options.request.file, code, signal));
  }
  cancel.stop();
  server.close();
  await view.end();
  return statusOf(obituary, code, cancel.asked);
}

/** The first Ctrl-C asks, the second kills. A terminal that is closed says so twice and asks once. */
function cancelOnSignal(ask: () => void, kill: () => void) {
  const state = { asked: false, killed: false, stop };
  function onSignal(signal: NodeJS.Signals): void {
    if (signal === "SIGHUP" && state.asked) return;
    state.killed = state.asked;
    state.asked = true;
    if (state.killed) kill();
    else ask();
  }
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, onSignal);
  function stop(): void {
    for (const signal of signals) process.off(signal, onSignal);
  }
  return state;
}

/** The store hears of it first, if it listens: then the run was cancelled and did not crash. */
async function killRun(child: ChildProcess, file: string, obituary: Obituary): Promise<void> {
  const patience = wait(storePatience);
  const { root } = obituary;
  const { killInStore } = await import("./settle.js");
  const witness = () => ({ heard: obituary.unfinished(), cause: killedByPerson });
  if (root) await Promise.race([killInStore(file, root, witness), patience]).catch(() => {});
  if (child.pid !== undefined) killProcessGroup(child.pid);
}

/** A store that cannot be read now is looked at by the next command. */
async function endInStore(
  file: string,
  obituary: Obituary,
  { message = "" }: State,
): Promise<Map<RunId, RunEvent[]>> {
  const settle = await import("./settle.js");
  try {
    return settle.endInStore(file, { heard: obituary.unfinished(), cause: message });
  } catch {
    return new Map();
  }
}

async function tellOfCrash(file: string, run: RunId, say: (line: string) => void): Promise<void> {
  const { tellInStore } = await import("./settle.js");
  try {
    await tellInStore(file, run, say);
  } catch {}
}

function causeOfDeath(code: number | null, signal: NodeJS.Signals | null, killed: boolean): State {
  if (killed) {
    return { type: "CANCELLED", name: "Cancelled", message: killedByPerson };
  }
  const how = signal ? `was killed by ${signal}` : `ended with status ${code}`;
  const hint = signal ? "" : ": something called process.exit, or Node itself gave up";
  return {
    type: "CRASHED",
    name: "Crashed",
    message: `the run's process ${how} before the flow had ended${hint}`,
  };
}

function endedWhileLoading(
  file: string,
  code: number | null,
  signal: NodeJS.Signals | null,
): string {
  const how = signal ? `was killed by ${signal}` : `ended with status ${code}`;
  return `millrace: the process ${how} while it was loading ${file}; no flow was run\nA file with flows must not call process.exit, or do work of its own, when it is imported.`;
}

function statusOf({ root, finished }: Obituary, code: number | null, cancelled: boolean): number {
  if (finished?.state.type === "COMPLETED") return 0;
  if (finished?.state.type === "CANCELLED") return 130;
  if (root !== undefined) return 1;
  if (cancelled) return 130;
  return code === null ? 1 : 2;
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
