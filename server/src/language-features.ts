/** Hands the requests of LSP's language features to the files that compute their answers. */
import type { Connection } from "vscode-languageserver";
import type { Answering } from "./answering.js";
import {
  computeCallHierarchy,
  computeIncomingCalls,
  computeOutgoingCalls,
} from "./features/call-hierarchy.js";
import { computeCodeActions } from "./features/code-actions.js";
import { computeCodeLenses } from "./features/code-lens.js";
import { computeCompletion } from "./features/completion.js";
import { computeDefinition } from "./features/definition.js";
import { computeDocumentSymbols } from "./features/document-symbols.js";
import { computeHover } from "./features/hover/index.js";
import { computeInlayHints } from "./features/inlay-hints.js";
import { computeReferences } from "./features/references.js";
import { computeRename, computeRenameRange } from "./features/rename.js";
import { computeSignatureHelp } from "./features/signature-help.js";
import { computeWorkspaceSymbols } from "./features/workspace-symbols.js";
import type { Preferences } from "./workspace/preferences.js";

/** What the features need to know of the editor. */
export interface EditorState {
  readonly preferences: Preferences;
  /** The editor carries out the commands that lenses name. */
  readonly hasCommands: boolean;
  readonly rulePages: string | undefined;
}

export function serveLanguageFeatures(
  connection: Connection,
  answering: Answering,
  editor: EditorState,
): void {
  connection.onHover(({ textDocument, position }, token) =>
    answering.about(textDocument.uri, token, null, ({ source, codebase }) =>
      computeHover(source, position, codebase, new Date()),
    ),
  );
  connection.onCodeLens(({ textDocument }, token) =>
    answering.about(textDocument.uri, token, [], ({ source, codebase }) =>
      editor.hasCommands ? computeCodeLenses(source, codebase, Date.now()) : [],
    ),
  );
  connection.onCompletion(({ textDocument, position }, token) =>
    answering.about(textDocument.uri, token, [], ({ source, codebase }) =>
      computeCompletion(source, position, codebase),
    ),
  );
  connection.onSignatureHelp(({ textDocument, position }, token) =>
    answering.about(textDocument.uri, token, null, ({ source, codebase }) =>
      computeSignatureHelp(source, position, codebase),
    ),
  );
  connection.languages.inlayHint.on(({ textDocument, range }, token) =>
    answering.about(textDocument.uri, token, [], ({ source }) =>
      editor.preferences.inlayHints ? computeInlayHints(source, range) : [],
    ),
  );
  connection.onDefinition(({ textDocument, position }, token) =>
    answering.about(textDocument.uri, token, [], ({ source, codebase }) =>
      computeDefinition(source, position, codebase),
    ),
  );
  connection.onReferences(({ textDocument, position, context }, token) =>
    answering.aboutAll(textDocument.uri, token, [], ({ source, codebase }) =>
      computeReferences(source, position, context.includeDeclaration, codebase),
    ),
  );
  connection.onPrepareRename(({ textDocument, position }, token) =>
    answering.about(textDocument.uri, token, null, ({ source, codebase }) =>
      computeRenameRange(source, position, codebase),
    ),
  );
  connection.onRenameRequest(({ textDocument, position, newName }, token) =>
    answering.aboutAll(textDocument.uri, token, null, ({ source, codebase }) =>
      computeRename(source, position, newName, codebase),
    ),
  );
  connection.onDocumentSymbol(({ textDocument }, token) =>
    answering.about(textDocument.uri, token, [], ({ source }) => computeDocumentSymbols(source)),
  );
  connection.onWorkspaceSymbol(({ query }, token) =>
    answering.everywhere(token, (codebase) => computeWorkspaceSymbols(query, codebase)),
  );
  connection.languages.callHierarchy.onPrepare(({ textDocument, position }, token) =>
    answering.about(textDocument.uri, token, null, ({ source, codebase }) =>
      computeCallHierarchy(source, position, codebase),
    ),
  );
  connection.languages.callHierarchy.onIncomingCalls(({ item }, token) =>
    answering.aboutAll(item.uri, token, [], ({ codebase }) => computeIncomingCalls(item, codebase)),
  );
  connection.languages.callHierarchy.onOutgoingCalls(({ item }, token) =>
    answering.about(item.uri, token, [], ({ codebase }) => computeOutgoingCalls(item, codebase)),
  );
  connection.onCodeAction(({ textDocument, range }, token) =>
    answering.about(textDocument.uri, token, [], ({ source, codebase, project }) => {
      const findings = project.findings(source.file, editor.preferences.diagnostics);
      const { rulePages } = editor;
      return computeCodeActions(source, range, findings, { uriOf: codebase.uriOf, rulePages });
    }),
  );
}
