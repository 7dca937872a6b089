import { TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { URI } from "vscode-uri";

const EXTENSIONS: Record<string, string> = {
  typescript: ".ts",
  typescriptreact: ".tsx",
  javascript: ".js",
  javascriptreact: ".jsx",
};

/**
 * What the editor has open, by path. The analysis knows paths only; documents that lie on no disk
 * (untitled ones, virtual workspaces) get a path that no disk has.
 */
export class Documents {
  readonly open = new TextDocuments(TextDocument);
  readonly #byPath = new Map<string, TextDocument>();
  readonly #paths = new Map<string, string>();
  /** URIs of files on no disk, by the path they have here. */
  readonly #virtual = new Map<string, string>();

  constructor() {
    this.open.onDidOpen(({ document: { uri, languageId }, document }) => {
      const path = virtualPath(URI.parse(uri), languageId);
      this.#paths.set(uri, path);
      this.#byPath.set(path, document);
    });
  }

  /** To be called when the editor closed a document, after everyone saw its path for the last time. */
  forget(uri: string): void {
    this.#byPath.delete(this.pathOf(uri));
    this.#paths.delete(uri);
  }

  at(path: string): TextDocument | undefined {
    return this.#byPath.get(path);
  }

  paths(): string[] {
    return [...this.#byPath.keys()];
  }

  pathOf(uri: string): string {
    const known = this.#paths.get(uri);
    if (known !== undefined) return known;
    const parsed = URI.parse(uri);
    const path = virtualPath(parsed);
    if (parsed.scheme !== "file") this.#virtual.set(path, uri);
    return path;
  }

  /** The editor's own spelling where it has the document open. */
  uriOf(path: string): string {
    return this.#byPath.get(path)?.uri ?? this.#virtual.get(path) ?? URI.file(path).toString();
  }
}

function virtualPath(uri: URI, languageId = ""): string {
  if (uri.scheme === "file") return pathOfFile(uri);
  const path = `/${uri.scheme}:/${[uri.authority, uri.path.replace(/^\//, "")].filter(Boolean).join("/")}`;
  return /\.[cm]?[jt]sx?$/.test(path) ? path : path + (EXTENSIONS[languageId] ?? "");
}

/** The path of a `file:` URI, with forward slashes. */
export function pathOfFile(uri: URI): string {
  return uri.fsPath.replaceAll("\\", "/");
}
