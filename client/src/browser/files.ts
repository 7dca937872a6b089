import type { FileText } from "@millrace/protocol";
import * as vscode from "vscode";

const SOURCES = "**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}";
/** Manifests say what a package's name stands for, and which folder the keys of flows are relative to. */
const MANIFESTS = "**/{package,tsconfig,jsconfig}.json";
const UNREAD = "**/{node_modules,dist,out,build,coverage}/**";
/** Files read over the network: a workspace with more shows the graphs of those and of open files. */
const MOST = 2_000;
const AT_A_TIME = 20;

/** The sources of the workspace, for a server that cannot read them by itself. */
export async function workspaceFiles(): Promise<FileText[]> {
  const found = await Promise.all([
    vscode.workspace.findFiles(MANIFESTS, UNREAD, MOST),
    vscode.workspace.findFiles(SOURCES, UNREAD, MOST),
  ]);
  const uris = found.flat();
  const files: FileText[] = [];
  for (let at = 0; at < uris.length; at += AT_A_TIME) {
    files.push(...(await Promise.all(uris.slice(at, at + AT_A_TIME).map(read))));
  }
  return files;
}

/** @param tell told of files that came, changed or went, with what is in them now */
export function watchFiles(
  tell: (file: FileText, kind: vscode.FileChangeType) => void,
): vscode.Disposable {
  const watchers = [SOURCES, MANIFESTS].map((glob) => {
    const watcher = vscode.workspace.createFileSystemWatcher(glob);
    const on = (kind: vscode.FileChangeType) => async (uri: vscode.Uri) =>
      tell(await read(uri), kind);
    watcher.onDidCreate(on(vscode.FileChangeType.Created));
    watcher.onDidChange(on(vscode.FileChangeType.Changed));
    watcher.onDidDelete(on(vscode.FileChangeType.Deleted));
    return watcher;
  });
  return vscode.Disposable.from(...watchers);
}

async function read(uri: vscode.Uri): Promise<FileText> {
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    return { uri: uri.toString(), text: new TextDecoder().decode(bytes) };
  } catch {
    return { uri: uri.toString() };
  }
}
