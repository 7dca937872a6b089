const LANGUAGES = ["typescript", "typescriptreact", "javascript", "javascriptreact"];
/** Where a person's own source is; not a diff's other side, nor what an output channel shows. */
const SCHEMES = ["file", "untitled", "vscode-vfs", "vscode-remote", "vscode-test-web", "memfs"];

/** The documents that may hold flows. */
export const DOCUMENTS = SCHEMES.flatMap((scheme) =>
  LANGUAGES.map((language) => ({ scheme, language })),
);
