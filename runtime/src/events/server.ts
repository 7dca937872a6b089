import { randomBytes, timingSafeEqual } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { RunEvent, RunId } from "@millrace/protocol";
import { EVENTS, EVENTS_TOKEN, type HostCommand, lineSplitter } from "./channel.js";

const LONGEST_EVENT = 256 * 1024 * 1024;
/** How long a connection may take to show its token, in milliseconds. */
const PATIENCE = 5_000;

export interface RunListener {
  onEvent(event: RunEvent): void;
  /** Events of the run did not arrive: the channel was full. */
  onGap?(run: RunId, missing: number): void;
  /** Somebody without the token, or something that is not an event. */
  onRefused?(reason: string): void;
  /** The run process closed the channel or ended. Nothing follows. */
  onClose?(): void;
}

/** The host's end of the channel: lets one run process in and reads its events. */
export class EventServer {
  readonly #server: Server;
  readonly #token = randomBytes(24).toString("base64url");
  readonly #path: string;
  readonly #listener: RunListener;
  readonly #seen = new Map<RunId, number>();
  readonly #strangers = new Set<Socket>();
  #run: Socket | undefined;
  #waiting: HostCommand[] = [];

  private constructor(listener: RunListener) {
    this.#listener = listener;
    this.#path = socketPath();
    this.#server = createServer((socket) => this.#greet(socket));
  }

  static async listen(listener: RunListener): Promise<EventServer> {
    const host = new EventServer(listener);
    await new Promise<void>((resolve, reject) => {
      host.#server.once("error", reject);
      host.#server.listen(host.#path, resolve);
    });
    return host;
  }

  /** What the run process must find in its environment. */
  get env(): Record<string, string> {
    return { [EVENTS]: this.#path, [EVENTS_TOKEN]: this.#token };
  }

  /** Whether a run process has been let in, now or earlier. */
  get connected(): boolean {
    return this.#run !== undefined;
  }

  /** Asks the run for something; a run that has not connected yet is asked when it does. */
  send(command: HostCommand): void {
    if (this.#run) this.#run.write(`${JSON.stringify(command)}\n`);
    else this.#waiting.push(command);
  }

  close(): void {
    this.#server.close();
    this.#run?.destroy();
    for (const socket of this.#strangers) socket.destroy();
    if (process.platform !== "win32") {
      rmSync(dirname(this.#path), { recursive: true, force: true });
    }
  }

  /** Until the first line is the token, nothing else is read. */
  #greet(socket: Socket): void {
    const split = lineSplitter(LONGEST_EVENT);
    this.#strangers.add(socket);
    socket.setEncoding("utf8");
    socket.setTimeout(PATIENCE, () => this.#refuse(socket, "no token in time"));
    socket.on("error", () => {}); // "close" follows.
    socket.on("close", () => {
      this.#strangers.delete(socket);
      if (socket === this.#run) this.#listener.onClose?.();
    });
    socket.on("data", (text: string) => {
      const lines = split(text);
      if (!lines) return this.#refuse(socket, "a line too long");
      if (socket !== this.#run && lines.length > 0 && !this.#admit(socket, lines.shift() ?? "")) {
        return this.#refuse(socket, "wrong token");
      }
      for (const line of lines) {
        if (!this.#read(line)) return this.#refuse(socket, `not a run event: ${line.slice(0, 80)}`);
      }
    });
  }

  /** The token works once. */
  #admit(socket: Socket, token: string): boolean {
    if (this.#run || !same(token, this.#token)) return false;
    this.#strangers.delete(socket);
    this.#run = socket;
    socket.setTimeout(0);
    for (const command of this.#waiting) this.send(command);
    this.#waiting = [];
    return true;
  }

  #refuse(socket: Socket, reason: string): void {
    socket.destroy();
    this.#listener.onRefused?.(reason);
  }

  #read(line: string): boolean {
    const event = parseEvent(line);
    if (!event) return false;
    const expected = (this.#seen.get(event.run) ?? 0) + 1;
    if (event.seq > expected) this.#listener.onGap?.(event.run, event.seq - expected);
    this.#seen.set(event.run, event.seq);
    this.#listener.onEvent(event);
    return true;
  }
}

function parseEvent(line: string): RunEvent | undefined {
  try {
    const event = JSON.parse(line) as Partial<RunEvent> | null;
    const known = typeof event?.type === "string" && typeof event.run === "string";
    return known && Number.isInteger(event.seq) ? (event as RunEvent) : undefined;
  } catch {
    return undefined;
  }
}

/** Compared in constant time, so that the token cannot be guessed letter by letter. */
function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** In a folder only this user can enter; a pipe on Windows, where names are the only place. */
function socketPath(): string {
  if (process.platform === "win32") {
    return `\\\\.\\pipe\\millrace-${randomBytes(12).toString("hex")}`;
  }
  return join(mkdtempSync(join(tmpdir(), "millrace-")), "events.sock");
}
