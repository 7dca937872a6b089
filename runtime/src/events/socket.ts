import { connect, type Socket } from "node:net";
import type { RunEvent } from "@millrace/protocol";
import { EVENTS, EVENTS_TOKEN, type HostCommand, lineSplitter } from "./channel.js";

/** Above this much unsent text the host is not reading, and memory matters more than its view. */
const FULL = 64 * 1024 * 1024;
/** Above this much unsent text no new task is started until the host has read some. */
const BUSY = 4 * 1024 * 1024;
/** A host that reads nothing for this long, in milliseconds, holds up the run no longer. */
const PATIENCE = 5_000;
/** Text is handed to the system in pieces of about this size: a call for each event is too dear. */
const PIECE = 64 * 1024;
const LONGEST_COMMAND = 64 * 1024;

/** What the run process does about its host. */
export interface HostListener {
  onCommand(command: HostCommand): void;
  /** The host is gone, or never let us in. */
  onClose(): void;
}

/**
 * The run process's end of the channel. Writing never waits and never throws. A slow host slows the
 * start of tasks ({@link relief}); one that has stopped reading costs memory up to a limit and then
 * events, which shows as a gap in `seq`; a dead one costs nothing.
 */
export class EventSocket {
  #socket: Socket;
  #lines: string[] = [];
  #size = 0;
  #scheduled = false;
  #credit = 10;
  #asked = 0;
  #deaf = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Connects to the host named in the environment; `undefined` when none is named. */
  static connect(listener: HostListener, env = process.env): EventSocket | undefined {
    const path = env[EVENTS];
    if (!path) return undefined;
    const socket = connect(path);
    socket.setEncoding("utf8");
    socket.on("error", () => {}); // "close" follows and says enough.
    socket.once("close", () => listener.onClose());
    const split = lineSplitter(LONGEST_COMMAND);
    socket.on("data", (text: string) => {
      const lines = split(text);
      if (!lines) socket.destroy();
      for (const line of lines ?? []) {
        const command = parseCommand(line);
        if (command) listener.onCommand(command);
      }
    });
    socket.write(`${env[EVENTS_TOKEN] ?? ""}\n`);
    // The run decides when the process ends, not the host.
    socket.unref();
    return new EventSocket(socket);
  }

  write(event: RunEvent): void {
    if (this.#socket.destroyed) return;
    if (this.#socket.writableLength > FULL && !isAboutTheRun(event)) return;
    const line = JSON.stringify(event);
    this.#lines.push(line);
    this.#size += line.length;
    if (this.#size > PIECE) this.flush();
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  /** Hands everything buffered to the system. */
  flush(): void {
    if (this.#lines.length === 0) return;
    this.#socket.write(`${this.#lines.join("\n")}\n`);
    this.#lines = [];
    this.#size = 0;
  }

  /**
   * Call before code that may block the event loop for long: what led up to it gets out in time.
   * Allowed once a millisecond on average, and a few times at once, so that a burst of short tasks
   * does not pay for a system call each.
   */
  flushBeforeBlocking(): void {
    if (this.#lines.length === 0) return;
    const now = performance.now();
    this.#credit = Math.min(10, this.#credit + now - this.#asked);
    this.#asked = now;
    if (this.#credit < 1) return;
    this.#credit -= 1;
    this.flush();
  }

  /** Resolves when the host has read what it was sent; `undefined` while it keeps up. */
  relief(): Promise<void> | undefined {
    const socket = this.#socket;
    if (socket.writableLength < BUSY || socket.destroyed || this.#deaf) return undefined;
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        socket.off("drain", go);
        socket.off("close", go);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#deaf = true;
        socket.once("drain", () => {
          this.#deaf = false;
        });
        go();
      }, PATIENCE);
      socket.once("drain", go);
      socket.once("close", go);
    });
  }

  /** Sends the rest, for as long as the host keeps reading. @param patience in milliseconds */
  async end(patience = 10_000): Promise<void> {
    this.flush();
    const socket = this.#socket;
    if (socket.destroyed) return;
    socket.ref();
    socket.setTimeout(patience, () => socket.destroy());
    await new Promise<void>((resolve) => {
      socket.once("close", () => resolve());
      socket.end(() => resolve());
    });
  }
}

function isAboutTheRun(event: RunEvent): boolean {
  return event.type.startsWith("run-");
}

/** Unknown commands are ignored, so that a newer host can ask what only newer runs understand. */
function parseCommand(line: string): HostCommand | undefined {
  try {
    const message = JSON.parse(line) as { type?: unknown } | null;
    return message?.type === "cancel" ? { type: "cancel" } : undefined;
  } catch {
    return undefined;
  }
}
