/** An editor without a screen: starts the server as a person's editor does, and speaks LSP to it. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";

const server = fileURLToPath(
  new URL("../../../server/bin/millrace-language-server.js", import.meta.url),
);

/** Milliseconds the server waits for the end of typing: no part of what it takes. */
export const DEBOUNCE = 150;

export class Editor implements AsyncDisposable {
  readonly connection: ProtocolConnection;
  readonly #child: ChildProcess;
  readonly #versions = new Map<string, number>();
  readonly #changed = new Map<string, () => void>();

  constructor(readonly folder: string) {
    this.#child = spawn(process.execPath, [server, "--stdio"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const { stdin, stdout } = this.#child;
    if (!stdin || !stdout) throw new Error("the server has no pipes");
    this.connection = createProtocolConnection(
      new StreamMessageReader(stdout),
      new StreamMessageWriter(stdin),
    );
    this.connection.onNotification("millrace/graphChanged", ({ uri }: { uri: string }) => {
      this.#changed.get(uri)?.();
    });
    this.connection.listen();
  }

  /** The server is up, and has not yet been told that it may begin. */
  async initialize(): Promise<void> {
    await this.connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      initializationOptions: { editorCommands: true },
      workspaceFolders: [{ uri: pathToFileURL(this.folder).href, name: "generated" }],
    });
  }

  async initialized(): Promise<void> {
    await this.connection.sendNotification("initialized", {});
  }

  uri(file: string): string {
    return pathToFileURL(join(this.folder, file)).href;
  }

  async open(file: string): Promise<string> {
    const text = readFileSync(join(this.folder, file), "utf8");
    const uri = this.uri(file);
    this.#versions.set(uri, 1);
    await this.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "typescript", version: 1, text },
    });
    return uri;
  }

  /** Replaces one line, as typing does: the rest of the text is not sent. */
  async typeLine(uri: string, line: number, text: string): Promise<void> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    const range = { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
    await this.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ range, text: `${text}\n` }],
    });
  }

  /** Resolves with the next `millrace/graphChanged` of the document. */
  graphChanged(uri: string): Promise<void> {
    return new Promise((resolve) => this.#changed.set(uri, resolve));
  }

  ask<T>(method: string, params?: object): Promise<T> {
    return this.connection.sendRequest(method, params ?? {});
  }

  /** Resident memory of the server in megabytes; undefined where the system does not say. */
  megabytes(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, "utf8");
      return Number(/VmRSS:\s*(\d+)/.exec(status)?.[1]) / 1000;
    } catch {
      return undefined;
    }
  }

  /** Milliseconds of processor time the server has had: on a busy machine steadier than the clock. */
  cpuMilliseconds(): number | undefined {
    try {
      const fields = readFileSync(`/proc/${this.#child.pid}/stat`, "utf8")
        .split(") ")[1]
        ?.split(" ");
      // In hundredths of a second, as Linux counts everywhere.
      return (Number(fields?.[11]) + Number(fields?.[12])) * 10;
    } catch {
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    this.connection.dispose();
  }
}
