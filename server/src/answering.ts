import { setImmediate } from "node:timers/promises";
import {
  type CancellationToken,
  type Connection,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver";
import { type Codebase, HistoryIndex } from "./features/codebase.js";
import type { Source } from "./features/source.js";
import type { Documents } from "./workspace/documents.js";
import type { Project } from "./workspace/project.js";
import { codebaseOf } from "./workspace/project-codebase.js";
import type { Workspace } from "./workspace/workspace.js";

/** A feature's view of the file it was asked about. */
export interface Asked {
  source: Source;
  codebase: Codebase;
  project: Project;
}

/** Gives features what they look at, and the editor an answer whatever happens. */
export class Answering {
  history = new HistoryIndex();

  constructor(
    private readonly connection: Connection,
    private readonly documents: Documents,
    private readonly workspace: Workspace,
  ) {}

  /**
   * An answer about one document, from its latest text.
   * @param otherwise the answer where the document is not known, or something went wrong
   */
  about<T>(
    uri: string,
    token: CancellationToken,
    otherwise: T,
    compute: (asked: Asked) => T,
  ): Promise<T> {
    return this.anything(token, otherwise, () => {
      const path = this.documents.pathOf(uri);
      if (this.workspace.isSkipped(path)) return otherwise;
      const project = this.workspace.projectOf(path);
      const source = project.source(path);
      if (!source) return otherwise;
      return compute({ source, project, codebase: this.codebase(project) });
    });
  }

  /** The same for questions that look at every file: they wait until every file is known. */
  async aboutAll<T>(
    uri: string,
    token: CancellationToken,
    otherwise: T,
    compute: (asked: Asked) => T,
  ): Promise<T> {
    await this.workspace.indexed;
    return await this.about(uri, token, otherwise, compute);
  }

  /** An answer about the whole workspace, once every file has been looked at. */
  everywhere<T>(token: CancellationToken, compute: (codebase: Codebase) => T[]): Promise<T[]> {
    return this.anything(token, [], async () => {
      await this.workspace.indexed;
      return this.workspace.projects().flatMap((project) => compute(this.codebase(project)));
    });
  }

  async anything<T>(
    token: CancellationToken,
    otherwise: T,
    compute: () => T | Promise<T>,
  ): Promise<T> {
    // A turn for messages that have arrived: the request may be cancelled already, or the text newer.
    await setImmediate();
    if (token.isCancellationRequested) {
      throw new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled by the editor");
    }
    try {
      return await compute();
    } catch (error) {
      this.connection.console.error(`Not answered: ${(error as Error).stack}`);
      return otherwise;
    }
  }

  codebase(project: Project): Codebase {
    return codebaseOf(project, this.documents, this.history);
  }
}
