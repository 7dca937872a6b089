import type { JsonSchema, Param, Range } from "@millrace/protocol";

/**
 * What one file says on its face, from its syntax alone: no other file is looked at. Plain records,
 * so that they outlive the syntax tree and can be compared and cached.
 */
export interface FileFacts {
  file: string;
  imports: ImportFact[];
  exports: ExportFact[];
  definitions: DefinitionFact[];
  /** The settings of `defineConfig({ ... })`, where that is what the file exports by default. */
  config?: OptionFact[];
  heirs: HeirFact[];
  calls: CallFact[];
  syntaxErrors: SyntaxErrorFact[];
}

export interface ImportFact {
  /** The name in this file; empty for an import for its effects only. */
  local: string;
  /** The name in the other module, `*` for a namespace. */
  imported: string;
  specifier: string;
  typeOnly: boolean;
  range: Range;
  specifierRange: Range;
}

export type ExportFact =
  /** `typeOnly`: an interface or another type, which has no value. */
  | { kind: "local"; exported: string; local: string; typeOnly?: true }
  | { kind: "from"; exported: string; imported: string; specifier: string }
  | { kind: "all"; specifier: string };

/** A class at the top level, and the names of what it extends and implements. */
export interface HeirFact {
  name: string;
  of: string[];
}

export type DefinitionForm = "function" | "field" | "decorator";

/** A task or flow, recognised by the name it was imported under. */
export interface DefinitionFact {
  kind: "task" | "flow";
  /** As a person would call it: the binding, or `Class.method`. */
  name: string;
  /** The literal `name` option, or else the binding. */
  label: string;
  form: DefinitionForm;
  exported: boolean;
  className?: string;
  /** A call of its class by `new` alone would have to be given something. */
  classNeedsArguments?: true;
  range: Range;
  nameRange: Range;
  /** The decorator, or the `task(...)` or `flow(...)` call. */
  callRange: Range;
  options: OptionFact[];
  optionsRange?: Range;
  params: Param[];
  returns?: string;
  documentation?: string;
}

export interface OptionFact {
  name: string;
  /** The literal value; absent where it is computed. */
  value?: unknown;
  text: string;
  range: Range;
  nameRange: Range;
  valueRange: Range;
}

export interface CallFact {
  /** The callee as written, without type arguments: `this.fetch`, `etl.load`. */
  callee: string;
  range: Range;
  nameRange: Range;
  /** The definition the call stands in, by name. */
  inside?: string;
}

export interface SyntaxErrorFact {
  message: string;
  range: Range;
}

export type { JsonSchema };
