import { type ChildProcess, spawn } from "node:child_process";
import type { AgentNotifications, AgentRequests, RaisedAlert } from "@millrace/protocol";
import * as vscode from "vscode";
import {
  createMessageConnection,
  ErrorCodes,
  type MessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";

import { type Rename, renamed, renamingIn } from "../runs/opened.js";

/** Milliseconds before a process that died is started again: twice as long each time it dies young. */
const PAUSE = { first: 1_000, longest: 60_000 };

/** The program to start, as it is found when it is started. */
export interface AgentProgram {
  node: string;
  /** The command line of `millrace`. */
  command: string;
}

/**
 * The history of one project, through `millrace agent --stdio`: the extension host loads no database.
 * The process starts with the first request, and again after it died: others' runs are to be seen
 * without anybody asking. One that never answered is started by the next request only.
 */
export class Agent implements vscode.Disposable {
  #process: ChildProcess | undefined;
  #connection: MessageConnection | undefined;
  #pause = PAUSE.first;
  #revival: NodeJS.Timeout | undefined;
  readonly #rename: Rename | undefined;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #events = new vscode.EventEmitter<AgentNotifications["run/events"]>();
  readonly #alerts = new vscode.EventEmitter<RaisedAlert>();
  readonly #gone = new vscode.EventEmitter<void>();

  /** Any process changed any run of the project. */
  readonly onDidChange = this.#changed.event;
  readonly onRunEvents = this.#events.event;
  /** A service has something to say to people at an editor. */
  readonly onAlert = this.#alerts.event;
  /** The process died: what was watched is watched no more. */
  readonly onDidDie = this.#gone.event;

  constructor(
    readonly folder: string,
    private readonly find: () => AgentProgram,
    private readonly say: (text: string) => void,
  ) {
    this.#rename = renamingIn(folder);
  }

  get program(): AgentProgram {
    return this.find();
  }

  /** @throws ResponseError with one of the codes of the agent protocol */
  async request<M extends keyof AgentRequests>(
    method: M,
    params: AgentRequests[M]["params"],
  ): Promise<AgentRequests[M]["result"]> {
    return this.#named(await this.#connect().sendRequest(method, params));
  }

  /** As {@link request}; undefined where the agent cannot answer. What went wrong is in the output. */
  async ask<M extends keyof AgentRequests>(
    method: M,
    params: AgentRequests[M]["params"],
  ): Promise<AgentRequests[M]["result"] | undefined> {
    try {
      return await this.request(method, params);
    } catch (error) {
      // That the process ended, and why, was said once for all that asked it.
      const { code } = error as ResponseError<unknown>;
      if (code === ErrorCodes.PendingResponseRejected) return undefined;
      const text = error instanceof ResponseError ? error.message : String(error);
      this.say(`History of ${this.folder}: ${text}\n`);
      return undefined;
    }
  }

  /** Another program is to be started: this one ends, and what watched it asks again. */
  restart(): void {
    this.#process?.kill();
  }

  dispose(): void {
    clearTimeout(this.#revival);
    this.#connection?.dispose();
    this.#connection = undefined;
    this.#process?.kill();
    this.#changed.dispose();
    this.#events.dispose();
    this.#alerts.dispose();
    this.#gone.dispose();
  }

  #named<T>(value: T): T {
    return this.#rename ? renamed(value, this.#rename) : value;
  }

  #connect(): MessageConnection {
    if (this.#connection) return this.#connection;
    clearTimeout(this.#revival);
    const { node, command } = this.program;
    const child = spawn(node, [command, "agent", "--stdio"], {
      cwd: this.folder,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined },
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
    });
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    let answered: number | undefined;
    const forget = (reason: string) => {
      if (this.#connection !== connection) return;
      this.#connection = undefined;
      this.say(`The history process of ${this.folder} ${reason}\n`);
      connection.dispose();
      if (answered !== undefined) this.#revive(Date.now() - answered);
      this.#gone.fire();
    };
    child.once("error", ({ message }) => forget(`could not start: ${message}`));
    child.once("close", (code, signal) => forget(`ended (${signal ?? code}).`));
    child.stdin.on("error", () => {}); // "close" follows.
    child.stderr.setEncoding("utf8").on("data", this.say);
    this.#process = child;
    this.#connection = connection;
    this.#listen(connection, () => {
      answered ??= Date.now();
    });
    return connection;
  }

  /** @param lived milliseconds that the process answered before it died */
  #revive(lived: number): void {
    if (lived > PAUSE.longest) this.#pause = PAUSE.first;
    this.#revival = setTimeout(() => {
      this.#connect();
      // What changed meanwhile was told to nobody.
      this.#changed.fire();
    }, this.#pause);
    this.#pause = Math.min(this.#pause * 2, PAUSE.longest);
  }

  #listen(connection: MessageConnection, answered: () => void): void {
    const on = <M extends keyof AgentNotifications>(
      method: M,
      handle: (params: AgentNotifications[M]) => void,
    ) => connection.onNotification(method, (params) => handle(this.#named(params)));
    on("runs/changed", () => this.#changed.fire());
    on("run/events", (events) => this.#events.fire(events));
    on("alerts/raised", ({ alert }) => this.#alerts.fire(alert));
    on("store/trouble", ({ message }) => this.say(`History of ${this.folder}: ${message}\n`));
    connection.onError(([error]) => this.say(`History of ${this.folder}: ${error.message}\n`));
    connection.listen();
    for (const method of ["runs/watch", "alerts/watch"] satisfies (keyof AgentRequests)[]) {
      connection.sendRequest(method, {}).then(answered, () => {}); // "close" follows.
    }
  }
}
