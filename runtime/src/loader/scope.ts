import type {
  Class,
  Directive,
  Function as FunctionNode,
  ModuleExportName,
  Statement,
  TSEnumDeclaration,
  TSInterfaceDeclaration,
  TSTypeAliasDeclaration,
  VariableDeclarator,
} from "oxc-parser";
import { resolveModule } from "./resolve.js";
import { readSource, type Source } from "./source.js";

/** A statement that gives a name a meaning, and the module it stands in. */
export interface Declared {
  node: Declaring;
  scope: Scope;
}

export type Declaring =
  | FunctionNode
  | Class
  | TSTypeAliasDeclaration
  | TSInterfaceDeclaration
  | TSEnumDeclaration
  | VariableDeclarator;

interface Import {
  from: string;
  /** The exported name, or `*` for the whole module. */
  name: string;
}

/** The names of a module's top level. */
export class Scope {
  readonly source: Source;
  readonly imports = new Map<string, Import>();
  /** Exported name to local name. */
  readonly exports = new Map<string, string>();
  /** Exported name to the module it is handed on from; `*` lists whole modules. */
  readonly reexports = new Map<string, Import>();
  readonly stars: string[] = [];
  readonly #declared = new Map<string, Declaring>();
  readonly #loaded: Map<string, Scope>;

  constructor(source: Source, loaded = new Map<string, Scope>()) {
    this.source = source;
    this.#loaded = loaded.set(source.file, this);
    for (const statement of source.program.body) this.#add(statement);
  }

  get declarations(): ReadonlyMap<string, Declaring> {
    return this.#declared;
  }

  /** What a name means here, followed through imports of readable files. */
  lookup(name: string): Declared | undefined {
    const node = this.#declared.get(name);
    if (node) return { node, scope: this };
    const imported = this.imports.get(name);
    return imported ? this.module(imported.from)?.exported(imported.name) : undefined;
  }

  /** What the module exports under a name. */
  exported(name: string, seen = new Set<Scope>()): Declared | undefined {
    if (seen.has(this)) return undefined;
    seen.add(this);
    const local = this.exports.get(name);
    if (local !== undefined) return this.lookup(local);
    const handed = this.reexports.get(name);
    if (handed) return this.module(handed.from)?.exported(handed.name, seen);
    for (const star of this.stars) {
      const found = this.module(star)?.exported(name, seen);
      if (found) return found;
    }
    return undefined;
  }

  /** The module behind a relative or `paths` specifier; `undefined` for packages. */
  module(specifier: string): Scope | undefined {
    const file = resolveModule(specifier, this.source.file);
    if (file === undefined) return undefined;
    const loaded = this.#loaded.get(file);
    if (loaded) return loaded;
    try {
      return new Scope(readSource(file), this.#loaded);
    } catch {
      return undefined; // Loading the module tells what is wrong with it.
    }
  }

  #add(statement: Statement | Directive): void {
    switch (statement.type) {
      case "ImportDeclaration":
        for (const specifier of statement.specifiers) {
          const name =
            specifier.type === "ImportSpecifier"
              ? text(specifier.imported)
              : specifier.type === "ImportDefaultSpecifier"
                ? "default"
                : "*";
          this.imports.set(specifier.local.name, { from: statement.source.value, name });
        }
        break;
      case "ExportAllDeclaration":
        if (statement.exported === null) this.stars.push(statement.source.value);
        break;
      case "ExportNamedDeclaration":
        if (statement.declaration) {
          for (const name of this.#declare(statement.declaration)) this.exports.set(name, name);
        }
        for (const { local, exported } of statement.specifiers) {
          if (statement.source) {
            const handed = { from: statement.source.value, name: text(local) };
            this.reexports.set(text(exported), handed);
          } else {
            this.exports.set(text(exported), text(local));
          }
        }
        break;
      case "ExportDefaultDeclaration": {
        const declaration = statement.declaration;
        if (declaration.type === "Identifier") this.exports.set("default", declaration.name);
        else if (isDeclaring(declaration) && declaration.id) {
          this.#declared.set(declaration.id.name, declaration);
          this.exports.set("default", declaration.id.name);
        }
        break;
      }
      default:
        this.#declare(statement);
    }
  }

  #declare(statement: Statement | Directive): string[] {
    if (statement.type === "VariableDeclaration") {
      return statement.declarations.flatMap((declarator) => {
        if (declarator.id.type !== "Identifier") return [];
        this.#declared.set(declarator.id.name, declarator);
        return [declarator.id.name];
      });
    }
    if (!isDeclaring(statement) || !statement.id) return [];
    this.#declared.set(statement.id.name, statement);
    return [statement.id.name];
  }
}

function isDeclaring(node: { type: string }): node is Exclude<Declaring, VariableDeclarator> {
  return [
    "FunctionDeclaration",
    "ClassDeclaration",
    "TSTypeAliasDeclaration",
    "TSInterfaceDeclaration",
    "TSEnumDeclaration",
  ].includes(node.type);
}

function text(name: ModuleExportName): string {
  return name.type === "Literal" ? name.value : name.name;
}
