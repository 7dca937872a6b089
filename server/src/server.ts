/** The language server: ties documents, workspace and features to a connection. Wiring only. */
import type {
  EditorNotifications,
  EditorRequests,
  FilesRead,
  FileText,
  InitializationOptions,
  RunHistory,
} from "@millrace/protocol";
import {
  type CancellationToken,
  CodeLensRefreshRequest,
  type Connection,
  DidChangeConfigurationNotification,
  FileChangeType,
  type InitializeParams,
} from "vscode-languageserver";
import { Answering } from "./answering.js";
import { computeCallSiteNodes } from "./features/call-site-nodes.js";
import { HistoryIndex } from "./features/codebase.js";
import { toLsp } from "./features/diagnostics.js";
import { computeEdgeExplanation } from "./features/explain-edge.js";
import { computeFlowSummaries } from "./features/flow-summaries.js";
import { computeLoneTasks } from "./features/lone-tasks.js";
import { computeTaskGraph } from "./features/task-graph.js";
import { computeTaskStart } from "./features/task-start.js";
import { serveLanguageFeatures } from "./language-features.js";
import { capabilities } from "./workspace/capabilities.js";
import { Documents } from "./workspace/documents.js";
import { GraphAnswers } from "./workspace/graph-answer.js";
import { indexWithProgress } from "./workspace/indexing.js";
import { meaningOfFindings } from "./workspace/meaning.js";
import { preferencesOf, readPreferences, STANDARD } from "./workspace/preferences.js";
import { watchFiles } from "./workspace/watching.js";
import { Workspace } from "./workspace/workspace.js";

/**
 * Serves one editor over a connection, until the connection closes.
 *
 * @param write takes in a file that the editor hands over, where the server reads no disk
 */
export function serve(
  connection: Connection,
  write?: (path: string, text: string | undefined) => void,
): void {
  const documents = new Documents();
  const workspace = new Workspace(documents, {
    graphChanged: (path) => notify("millrace/graphChanged", { uri: documents.uriOf(path) }),
    refreshed(paths, told) {
      for (const path of paths) publish(path, told.has(path));
    },
    log: (line) => connection.console.log(line),
  });
  const editor = {
    preferences: STANDARD,
    hasCommands: false,
    rulePages: undefined as string | undefined,
  };
  const graphs = new GraphAnswers(workspace, documents, () => editor.preferences.diagnostics);
  const answering = new Answering(connection, documents, workspace);
  /** What the findings in open documents said when they were last published. */
  const published = new Map<string, string>();
  let client: InitializeParams | undefined;

  function notify<M extends keyof EditorNotifications>(method: M, params: EditorNotifications[M]) {
    void connection.sendNotification(method, params);
  }

  /** Sends what the rules find in an open document; the panel draws it on the graph as well. */
  function publish(path: string, isTold: boolean): void {
    const document = documents.at(path);
    if (!document) return;
    const findings = graphs.findings(path);
    const uriOf = (file: string) => documents.uriOf(file);
    const diagnostics = findings.map((one) => toLsp(one, { uriOf, rulePages: editor.rulePages }));
    const { uri, version } = document;
    void connection.sendDiagnostics({ uri, version, diagnostics });
    const meaning = meaningOfFindings(findings);
    if (meaning === (published.get(path) ?? meaningOfFindings([]))) return;
    published.set(path, meaning);
    // Who was told of the graph asks for it, and gets the findings with it.
    if (!isTold) notify("millrace/graphChanged", { uri });
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
    const options: InitializationOptions = params.initializationOptions ?? {};
    editor.hasCommands = options.editorCommands ?? false;
    editor.rulePages = options.rulePages;
    takeIn(options.files ?? []);
    const folders = params.workspaceFolders ?? (params.rootUri ? [{ uri: params.rootUri }] : []);
    workspace.setFolders(folders.map(({ uri }) => folderPath(documents.pathOf(uri))));
    return { capabilities, serverInfo: { name: "millrace-language-server" } };
  });

  connection.onInitialized(async () => {
    const can = client?.capabilities.workspace;
    if (can?.configuration) editor.preferences = await readPreferences(connection);
    if (can?.didChangeConfiguration?.dynamicRegistration) {
      await connection.client.register(DidChangeConfigurationNotification.type, {
        section: "millrace",
      });
    }
    if (can?.didChangeWatchedFiles?.dynamicRegistration) await watchFiles(connection);
    if (can?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(async () => {
        const folders = (await connection.workspace.getWorkspaceFolders()) ?? [];
        workspace.setFolders(folders.map(({ uri }) => folderPath(documents.pathOf(uri))));
        await index();
      });
    }
    await index();
  });

  function takeIn(files: readonly FileText[]): void {
    for (const { uri, text } of files) write?.(documents.pathOf(uri), text);
  }

  async function index(): Promise<void> {
    const canShow = client?.capabilities.window?.workDoneProgress ?? false;
    await indexWithProgress(connection, workspace, canShow);
  }

  connection.onDidChangeConfiguration(async ({ settings }) => {
    const can = client?.capabilities.workspace;
    editor.preferences = can?.configuration
      ? await readPreferences(connection)
      : preferencesOf((settings as { millrace?: unknown } | null)?.millrace);
    for (const path of documents.paths()) publish(path, false);
  });
  connection.onShutdown(() => workspace.dispose());

  // ---- text

  documents.open.onDidChangeContent(({ document }) =>
    workspace.textChanged(documents.pathOf(document.uri)),
  );
  documents.open.onDidClose(({ document: { uri } }) => {
    const path = documents.pathOf(uri);
    documents.forget(uri);
    graphs.forget(path);
    published.delete(path);
    workspace.textChanged(path);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  connection.onNotification("millrace/files", ({ files }: FilesRead) => takeIn(files));
  connection.onDidChangeWatchedFiles(({ changes }) => {
    workspace.filesChanged(
      changes.map(({ uri, type }) => ({ path: documents.pathOf(uri), kind: KINDS[type] })),
    );
  });

  // ---- the graph

  onRequest("millrace/graph", ({ uri }, token) =>
    answering.anything(token, null, () => graphs.answer(documents.pathOf(uri))),
  );
  onRequest("millrace/taskGraph", ({ uri, task }, token) =>
    answering.about(uri, token, null, ({ source, codebase }) => {
      const graph = computeTaskGraph(source, task, codebase);
      const version = documents.at(source.file)?.version ?? null;
      return graph && { graph, version };
    }),
  );
  onRequest("millrace/taskStart", ({ uri, position }, token) =>
    answering.about(uri, token, null, ({ source }) => computeTaskStart(source, position)),
  );
  onRequest("millrace/flows", (_, token) => answering.everywhere(token, computeFlowSummaries));
  onRequest("millrace/loneTasks", (_, token) => answering.everywhere(token, computeLoneTasks));
  onRequest("millrace/explainEdge", ({ uri, flow, edge }, token) =>
    answering.about(uri, token, null, ({ source, codebase }) =>
      computeEdgeExplanation(source, flow, edge, codebase),
    ),
  );
  onRequest("millrace/nodesForCallSites", ({ uri, ...asked }, token) =>
    answering.about(uri, token, [], ({ source, project, codebase }) =>
      computeCallSiteNodes(source, asked, project.root, codebase),
    ),
  );
  connection.onNotification("millrace/runHistory", (history: RunHistory) => {
    answering.history = new HistoryIndex(history);
    if (client?.capabilities.workspace?.codeLens?.refreshSupport) {
      void connection.sendRequest(CodeLensRefreshRequest.type);
    }
  });

  serveLanguageFeatures(connection, answering, editor);
  documents.open.listen(connection);
  connection.listen();
}

const KINDS = {
  [FileChangeType.Created]: "created",
  [FileChangeType.Changed]: "changed",
  [FileChangeType.Deleted]: "deleted",
} as const;

function folderPath(path: string): string {
  return path.length > 1 ? path.replace(/\/$/, "") : path;
}
