/** The language server: ties documents, workspace and features to a connection. Wiring only. */
import type {
  EditorNotifications,
  EditorRequests,
  InitializationOptions,
  RunHistory,
} from "@millrace/protocol";
import {
  type CancellationToken,
  CodeLensRefreshRequest,
  type Connection,
  FileChangeType,
  type InitializeParams,
} from "vscode-languageserver";
import { URI } from "vscode-uri";
import { Answering } from "./answering.js";
import { computeCallSiteNodes } from "./features/call-site-nodes.js";
import { computeCodeLenses } from "./features/code-lens.js";
import { HistoryIndex } from "./features/codebase.js";
import { computeEdgeExplanation } from "./features/explain-edge.js";
import { computeFlowSummaries } from "./features/flow-summaries.js";
import { computeHover } from "./features/hover/index.js";
import { capabilities } from "./workspace/capabilities.js";
import { Documents, pathOfFile } from "./workspace/documents.js";
import { GraphAnswers } from "./workspace/graph-answer.js";
import { indexWithProgress } from "./workspace/indexing.js";
import { toLsp } from "./workspace/publish.js";
import { watchFiles } from "./workspace/watching.js";
import { Workspace } from "./workspace/workspace.js";

/** Serves one editor over a connection, until the connection closes. */
export function serve(connection: Connection): void {
  const documents = new Documents();
  const workspace = new Workspace(documents, {
    graphChanged: (path) => notify("millrace/graphChanged", { uri: documents.uriOf(path) }),
    refreshed: (paths) => paths.forEach(publish),
    log: (line) => connection.console.log(line),
  });
  const graphs = new GraphAnswers(workspace, documents);
  const answering = new Answering(connection, documents, workspace);
  let client: InitializeParams | undefined;
  let options: InitializationOptions = {};

  function notify<M extends keyof EditorNotifications>(method: M, params: EditorNotifications[M]) {
    void connection.sendNotification(method, params);
  }

  function publish(path: string): void {
    const document = documents.at(path);
    if (!document) return;
    const { diagnostics } = graphs.answer(path)?.graph ?? { diagnostics: [] };
    void connection.sendDiagnostics({
      uri: document.uri,
      version: document.version,
      diagnostics: diagnostics
        .filter(({ file }) => file === path)
        .map((one) => toLsp(one, (file) => documents.uriOf(file))),
    });
  }

  function onRequest<M extends keyof EditorRequests>(
    method: M,
    handle: (
      params: EditorRequests[M]["params"],
      token: CancellationToken,
    ) => Promise<EditorRequests[M]["result"]>,
  ): void {
    // A request without parameters comes with its token alone.
    connection.onRequest(method, (...args: unknown[]) =>
      handle(args[0] as EditorRequests[M]["params"], args.at(-1) as CancellationToken),
    );
  }

  // ---- life

  connection.onInitialize((params) => {
    client = params;
    options = params.initializationOptions ?? {};
    const folders = params.workspaceFolders ?? (params.rootUri ? [{ uri: params.rootUri }] : []);
    workspace.setFolders(folders.map(({ uri }) => folderPath(uri)));
    return { capabilities, serverInfo: { name: "millrace-language-server" } };
  });

  connection.onInitialized(async () => {
    const { workspace: asWorkspace } = client?.capabilities ?? {};
    if (asWorkspace?.didChangeWatchedFiles?.dynamicRegistration) await watchFiles(connection);
    if (asWorkspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(async () => {
        const folders = (await connection.workspace.getWorkspaceFolders()) ?? [];
        workspace.setFolders(folders.map(({ uri }) => folderPath(uri)));
        await index();
      });
    }
    await index();
  });

  async function index(): Promise<void> {
    const canShow = client?.capabilities.window?.workDoneProgress ?? false;
    await indexWithProgress(connection, workspace, canShow);
  }

  connection.onShutdown(() => workspace.dispose());

  // ---- text

  documents.open.onDidChangeContent(({ document }) =>
    workspace.textChanged(documents.pathOf(document.uri)),
  );
  documents.open.onDidClose(({ document: { uri } }) => {
    const path = documents.pathOf(uri);
    documents.forget(uri);
    graphs.forget(path);
    workspace.textChanged(path);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    workspace.filesChanged(
      changes.map(({ uri, type }) => ({ path: documents.pathOf(uri), kind: KINDS[type] })),
    );
  });

  // ---- the graph

  onRequest("millrace/graph", ({ uri }, token) =>
    answering.anything(token, null, () => graphs.answer(documents.pathOf(uri))),
  );
  onRequest("millrace/flows", (_, token) => answering.everywhere(token, computeFlowSummaries));
  onRequest("millrace/explainEdge", ({ uri, flow, edge }, token) =>
    answering.about(uri, token, null, ({ source, codebase }) =>
      computeEdgeExplanation(source, flow, edge, codebase),
    ),
  );
  onRequest("millrace/nodesForCallSites", ({ uri, ...asked }, token) =>
    answering.about(uri, token, [], ({ source, root }) =>
      computeCallSiteNodes(source, asked, root),
    ),
  );
  connection.onNotification("millrace/runHistory", (history: RunHistory) => {
    answering.history = new HistoryIndex(history);
    if (client?.capabilities.workspace?.codeLens?.refreshSupport) {
      void connection.sendRequest(CodeLensRefreshRequest.type);
    }
  });

  // ---- language features

  connection.onHover(({ textDocument, position }, token) =>
    answering.about(textDocument.uri, token, null, ({ source, codebase }) =>
      computeHover(source, position, codebase, new Date()),
    ),
  );
  connection.onCodeLens(({ textDocument }, token) =>
    answering.about(textDocument.uri, token, [], ({ source, codebase }) =>
      options.editorCommands ? computeCodeLenses(source, codebase, Date.now()) : [],
    ),
  );

  documents.open.listen(connection);
  connection.listen();
}

const KINDS = {
  [FileChangeType.Created]: "created",
  [FileChangeType.Changed]: "changed",
  [FileChangeType.Deleted]: "deleted",
} as const;

function folderPath(uri: string): string {
  const path = pathOfFile(URI.parse(uri));
  return path.length > 1 ? path.replace(/\/$/, "") : path;
}
