import type { RunEvent } from "@millrace/protocol";
import { CrashedError } from "../engine/errors.js";
import type { Session } from "../engine/session.js";
import { EVENTS, EVENTS_TOKEN, SUPERVISOR } from "../events/channel.js";
import { EventSocket } from "../events/socket.js";
import { killProcessGroup } from "../processes/tree.js";
import { crash } from "./crash.js";

/** Whoever started this process and watches the run, if anybody does; and the signals that end it. */
export class Host {
  readonly #socket: EventSocket | undefined;
  readonly #supervised: boolean;
  #session: Session | undefined;
  #cancelReason: string | undefined;
  #ending = false;

  constructor() {
    this.#supervised = process.env[SUPERVISOR] !== undefined;
    this.#socket = EventSocket.connect({
      onCommand: () => this.cancel("cancelled by the person who started it"),
      onClose: () => this.#hostGone(),
    });
    // What a task starts is another process: these words are not for it.
    for (const name of [EVENTS, EVENTS_TOKEN, SUPERVISOR]) delete process.env[name];
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => this.#signalled(signal));
    }
  }

  /** Whether the run is to be cancelled, before or after it started. */
  get cancelled(): boolean {
    return this.#cancelReason !== undefined;
  }

  /** Whether anybody listens to events. */
  get listening(): boolean {
    return this.#socket !== undefined;
  }

  /** An editor started this process and listens. */
  get isEditor(): boolean {
    return this.#socket !== undefined && !this.#supervised;
  }

  /** From now on, to cancel is to cancel this session's runs. */
  serve(session: Session): void {
    this.#session = session;
  }

  report(event: RunEvent): void {
    this.#socket?.write(event);
  }

  /** Resolves when the host has caught up with the events; `undefined` while it keeps up. */
  relief(): Promise<void> | undefined {
    return this.#socket?.relief();
  }

  flushBeforeBlocking(): void {
    this.#socket?.flushBeforeBlocking();
  }

  /** What can still be said when the process is about to end. */
  flush(): void {
    this.#socket?.flush();
  }

  cancel(reason: string): void {
    this.#cancelReason ??= reason;
    void this.#session?.cancel(reason);
  }

  async end(): Promise<void> {
    this.#ending = true;
    await this.#socket?.end();
  }

  /** A terminal that is gone leaves nobody to stop the run; an editor that reloads does. */
  #hostGone(): void {
    if (!this.#supervised || this.#ending) return;
    if (this.#session)
      crash(this.#session, new CrashedError("the process that watched it is gone"));
    killProcessGroup(process.pid);
  }

  /** The first signal asks, the second one kills. */
  #signalled(signal: NodeJS.Signals): void {
    if (this.cancelled) killProcessGroup(process.pid);
    if (!this.#session || this.#session.activeRuns.size === 0) process.exit(130);
    this.cancel(`${signal} was received`);
  }
}
