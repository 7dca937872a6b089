/**
 * The editor's end of the channel to a run process: a local socket that lets in one process, the one
 * that knows the token, and reads its events. What is not an event is refused, never shown.
 */
import { randomBytes, timingSafeEqual } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { RunEvent } from "@millrace/protocol";
import { parseEvent } from "./parse-event.js";

/** Characters of one event. A longer one is no event. */
const LONGEST_LINE = 64 * 1024 * 1024;
/** Milliseconds a connection has to show its token. */
const PATIENCE = 5_000;

export interface EventListener {
  onEvent(event: RunEvent): void;
  /** Somebody without the token, or something that is not an event. */
  onRefused(reason: string): void;
  /** The run process closed the channel or is gone. */
  onClose(): void;
}

export class EventChannel {
  readonly #token = randomBytes(24).toString("base64url");
  readonly #path = socketPath();
  readonly #server: Server;
  #run: Socket | undefined;
  #cancelAsked = false;

  private constructor(private readonly listener: EventListener) {
    this.#server = createServer((socket) => this.#greet(socket));
  }

  static async listen(listener: EventListener): Promise<EventChannel> {
    const channel = new EventChannel(listener);
    await new Promise<void>((resolve, reject) => {
      channel.#server.once("error", reject);
      channel.#server.listen(channel.#path, resolve);
    });
    return channel;
  }

  /** What the run process must find in its environment. */
  get env(): Record<string, string> {
    return { MILLRACE_EVENTS: this.#path, MILLRACE_EVENTS_TOKEN: this.#token };
  }

  /** Whether a run process was let in. */
  get connected(): boolean {
    return this.#run !== undefined;
  }

  /** Asks the run to end by itself; a run that has not connected yet is asked when it does. */
  cancel(): void {
    this.#cancelAsked = true;
    this.#run?.write('{"type":"cancel"}\n');
  }

  close(): void {
    this.#server.close();
    this.#run?.destroy();
    if (process.platform !== "win32") {
      rmSync(dirname(this.#path), { recursive: true, force: true });
    }
  }

  #greet(socket: Socket): void {
    let rest = "";
    const refuse = (reason: string) => {
      socket.destroy();
      this.listener.onRefused(reason);
    };
    socket.setEncoding("utf8");
    socket.setTimeout(PATIENCE, () => refuse("no token in time"));
    socket.on("error", () => {}); // "close" follows.
    socket.on("close", () => {
      if (socket === this.#run) this.listener.onClose();
    });
    socket.on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > LONGEST_LINE) return refuse("a line too long");
      if (socket !== this.#run && lines.length > 0 && !this.#admit(socket, lines.shift() ?? "")) {
        return refuse("wrong token");
      }
      for (const line of lines) {
        const event = parseEvent(line);
        if (event) this.listener.onEvent(event);
        else this.listener.onRefused(`not a run event: ${line.slice(0, 200)}`);
      }
    });
  }

  /** The token works once. */
  #admit(socket: Socket, token: string): boolean {
    if (this.#run || !same(token, this.#token)) return false;
    this.#run = socket;
    socket.setTimeout(0);
    if (this.#cancelAsked) this.cancel();
    return true;
  }
}

/** Compared in constant time, so that the token cannot be guessed letter by letter. */
function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** In a folder only this user can enter; a pipe on Windows, where names are the only place. */
function socketPath(): string {
  return process.platform === "win32"
    ? `\\\\.\\pipe\\millrace-${randomBytes(12).toString("hex")}`
    : join(mkdtempSync(join(tmpdir(), "millrace-")), "events.sock");
}
