import type { ScheduleList } from "@millrace/protocol";
import * as vscode from "vscode";
import type { Agent } from "../history/agent.js";
import type { History } from "../history/history.js";
import type { Graphs } from "../language/graphs.js";
import { DATES_SHOWN } from "./schedule-text.js";

/** Dates asked for with each schedule: more than are shown, so that time may pass before the next question. */
const DATES = 20;
/** Milliseconds that saves settle before files are looked at again. */
const SETTLE = 500;
/**
 * Milliseconds between two questions for one store's changes. The answer loads the files that hold
 * schedules, in a process of their own, and a run changes the store many times a second.
 */
const PACE = 5_000;
const SOURCE = /\.[cm]?[jt]sx?$/;

export interface Listed {
  agent: Agent;
  list: ScheduleList;
}

/** What is scheduled in the workspace. Asked for only while somebody reads {@link lists}. */
export class Schedules implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  #lists: Promise<Listed[]> | undefined;
  #asking: Promise<unknown> = Promise.resolve();
  /** When an answer last came. */
  #answered = 0;
  #timer: NodeJS.Timeout | undefined;

  /** The lists may be other ones now. */
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly graphs: Graphs,
    private readonly history: History,
  ) {
    this.#subscriptions = [
      this.#changed,
      history.onDidChange(() => this.#soon(Math.max(SETTLE, this.#answered + PACE - Date.now()))),
      vscode.workspace.onDidSaveTextDocument(
        ({ fileName }) => SOURCE.test(fileName) && this.#soon(SETTLE),
      ),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
    ];
  }

  /** One for each project that has flows. */
  lists(): Promise<Listed[]> {
    // One question at a time: each starts processes.
    this.#lists ??= this.#asking.then(() => this.#ask());
    this.#asking = this.#lists;
    return this.#lists;
  }

  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lists = undefined;
    this.#changed.fire();
  }

  /** The clock moved on: where too few dates are left to show, later ones are asked for. */
  passTime(now: number): void {
    const asked = this.#lists;
    void asked?.then((lists) => {
      const runOut = lists.some(({ list }) =>
        list.schedules.some(
          ({ next }) =>
            next.length === DATES && next.filter((time) => time > now).length < DATES_SHOWN,
        ),
      );
      if (runOut && asked === this.#lists) this.refresh();
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const one of this.#subscriptions) one.dispose();
  }

  #soon(delay: number): void {
    this.#timer ??= setTimeout(() => this.refresh(), delay);
  }

  async #ask(): Promise<Listed[]> {
    const flows = await this.graphs.flows();
    const agents = new Set(
      flows.flatMap(({ uri }) => this.history.agentOf(vscode.Uri.parse(uri).fsPath) ?? []),
    );
    const lists = await Promise.all(
      [...agents].map(async (agent) => {
        const list = await agent.ask("schedules/list", { next: DATES });
        return list ? [{ agent, list }] : [];
      }),
    );
    this.#answered = Date.now();
    return lists.flat();
  }
}
