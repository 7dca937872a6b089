import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import type {
  EditorNotifications,
  EditorRequests,
  GraphAnswer,
  InitializationOptions,
} from "@millrace/protocol";
import { createConnection } from "vscode-languageserver/node";
import {
  createProtocolConnection,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from "vscode-languageserver-protocol/node";
import { URI } from "vscode-uri";
import { serve } from "../../../server/src/server.js";

/** A folder with files, gone when the test is over. */
export class Folder implements Disposable {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), "millrace-server-")));

  constructor(files: Record<string, string> = {}) {
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  file(name: string): string {
    return join(this.path, name);
  }

  uri(name: string): string {
    return URI.file(this.file(name)).toString();
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(this.file(name)), { recursive: true });
    writeFileSync(this.file(name), text);
  }

  remove(name: string): void {
    rmSync(this.file(name), { recursive: true, force: true });
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export interface EditorOptions {
  initializationOptions?: InitializationOptions;
  capabilities?: InitializeParams["capabilities"];
}

/** An editor that speaks to a server in the same process, over JSON-RPC on streams in memory. */
export class Editor implements AsyncDisposable {
  readonly log: string[] = [];
  /** URIs of `millrace/graphChanged`, as they come. */
  readonly changed: string[] = [];
  readonly connection: ProtocolConnection;
  capabilities: InitializeResult["capabilities"] = {};
  readonly #versions = new Map<string, number>();
  /** What was shown of the indexing: `begin`, `report`, `end`. */
  readonly progress: string[] = [];
  readonly #folders: Folder[];
  readonly #diagnostics = new Map<string, PublishDiagnosticsParams>();
  readonly #waiting = new Set<() => void>();

  private constructor(
    readonly folder: Folder,
    more: readonly Folder[],
  ) {
    this.#folders = [folder, ...more];
    const [toServer, toEditor] = [new PassThrough(), new PassThrough()];
    const server = createConnection(
      new StreamMessageReader(toServer),
      new StreamMessageWriter(toEditor),
    );
    serve(server);
    this.connection = createProtocolConnection(
      new StreamMessageReader(toEditor),
      new StreamMessageWriter(toServer),
    );
    this.connection.onNotification("window/logMessage", ({ message }) => {
      this.log.push(message);
      this.#wake();
    });
    this.connection.onNotification(
      "millrace/graphChanged",
      ({ uri }: EditorNotifications["millrace/graphChanged"]) => {
        this.changed.push(uri);
        this.#wake();
      },
    );
    this.connection.onNotification(
      "textDocument/publishDiagnostics",
      (published: PublishDiagnosticsParams) => {
        this.#diagnostics.set(published.uri, published);
        this.#wake();
      },
    );
    this.connection.onRequest("window/workDoneProgress/create", () => null);
    this.connection.onRequest("workspace/workspaceFolders", () =>
      this.#folders.map(workspaceFolder),
    );
    this.connection.onNotification(
      "$/progress",
      ({
        value,
      }: {
        value: WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;
      }) => {
        if (this.progress.at(-1) !== value.kind) this.progress.push(value.kind);
        this.#wake();
      },
    );
    this.connection.listen();
  }

  static async start(
    folder: Folder,
    options: EditorOptions = {},
    more: readonly Folder[] = [],
  ): Promise<Editor> {
    const editor = new Editor(folder, more);
    const { connection } = editor;
    const result: InitializeResult = await connection.sendRequest("initialize", {
      processId: null,
      rootUri: null,
      capabilities: options.capabilities ?? {},
      initializationOptions: options.initializationOptions ?? { editorCommands: true },
      workspaceFolders: editor.#folders.map(workspaceFolder),
    });
    editor.capabilities = result.capabilities;
    await connection.sendNotification("initialized", {});
    return editor;
  }

  async open(name: string, text: string, languageId = "typescript"): Promise<string> {
    const uri = name.includes(":") ? name : this.folder.uri(name);
    this.#versions.set(uri, 1);
    await this.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId, version: 1, text },
    });
    return uri;
  }

  async type(uri: string, text: string): Promise<number> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    await this.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
    return version;
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
  }

  async onDisk(name: string, type: 1 | 2 | 3): Promise<void> {
    await this.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: this.folder.uri(name), type }],
    });
  }

  async addFolder(folder: Folder): Promise<void> {
    this.#folders.push(folder);
    await this.connection.sendNotification("workspace/didChangeWorkspaceFolders", {
      event: { added: [workspaceFolder(folder)], removed: [] },
    });
  }

  ask<M extends keyof EditorRequests>(
    method: M,
    params: EditorRequests[M]["params"],
  ): Promise<EditorRequests[M]["result"]> {
    return this.connection.sendRequest(method, params);
  }

  graph(uri: string): Promise<GraphAnswer | null> {
    return this.ask("millrace/graph", { uri });
  }

  /** What is published for that version of a document. */
  async diagnosticsOf(uri: string, version: number): Promise<Diagnostic[]> {
    await this.until(() => this.#diagnostics.get(uri)?.version === version);
    return this.#diagnostics.get(uri)?.diagnostics ?? [];
  }

  /** What was published last. */
  diagnosticsNow(uri: string): Diagnostic[] {
    return this.#diagnostics.get(uri)?.diagnostics ?? [];
  }

  request<T>(method: string, params: object): Promise<T> {
    return this.connection.sendRequest(`textDocument/${method}`, params);
  }

  /** Resolves when the condition holds; it is looked at again whenever the server says something. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.sendRequest("shutdown");
    this.connection.dispose();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

function workspaceFolder({ path }: Folder): { uri: string; name: string } {
  return { uri: URI.file(path).toString(), name: "w" };
}
