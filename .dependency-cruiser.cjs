// The arrows of the architecture. A forbidden import is a seam about to break.
const only = (from, allowed, comment) => ({
  name: `${from}-imports`,
  comment,
  severity: "error",
  from: { path: `^${from}/` },
  to: {
    path: "^(protocol|schedules|runtime|server|client|webview|test|bench|examples)/",
    pathNot: `^(${[from, ...allowed].join("|")})/`,
  },
});

module.exports = {
  forbidden: [
    only("protocol", [], "The protocol is types only and depends on nothing."),
    only("schedules", [], "The dates of schedules are pure: they know no store, engine or editor."),
    only("runtime", ["protocol", "schedules"], "The runtime is usable alone."),
    only("server", ["protocol", "schedules"], "The server never loads the runtime or user code."),
    only("client", ["protocol"], "The client reaches runs through processes, never by import."),
    only("webview", ["protocol"], "The panel knows only what it is sent."),
    {
      name: "analysis-is-pure",
      comment: "The analysis knows no LSP, so that the command line and other editors share it.",
      severity: "error",
      from: { path: "^server/src/analysis/" },
      to: { path: "(vscode-languageserver|^server/src/(features|server))" },
    },
    {
      name: "interpreter-knows-no-language",
      comment: "One interpreter for every language: only a lowering knows syntax.",
      severity: "error",
      from: { path: "^server/src/analysis/(ir|interpreter|graph)/" },
      to: {
        path: "(^server/src/analysis/lowering/|^server/src/analysis/facts/typescript/|node_modules/(ts-morph|typescript)/)",
      },
    },
    {
      name: "engine-knows-no-file",
      comment: "The engine reaches the store through its port.",
      severity: "error",
      from: { path: "^runtime/src/(engine|api)/" },
      to: { path: "^runtime/src/(store|cli|loader)/" },
    },
    // A walk over a tree is recursive by nature: there each file is one kind of node, and they call one another.
    {
      name: "no-cycles",
      severity: "error",
      from: { pathNot: "^server/src/analysis/(interpreter|lowering)/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    // By their sources, for what is built is left out.
    enhancedResolveOptions: {
      extensions: [".ts", ".js"],
      exportsFields: ["exports"],
      conditionNames: ["millrace-source", "import", "node", "default"],
    },
  },
};
