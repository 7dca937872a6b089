/**
 * Loads printed programs as real ES modules, from files, with source maps: call sites then come from
 * V8 by way of the engine, just as in a user's run. Types are stripped by esbuild.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { transform } from "esbuild";
import * as millrace from "../../runtime/src/index.js";
import type { Sources } from "./print.js";

/** What programs import from `./world.js`; the stage on which they run puts it there. */
export interface WorldModule {
  work(task: string, inputs: unknown[]): Promise<unknown>;
  flag(name: string): boolean;
  count(name: string): number;
  seed: unknown;
}

const key = "millrace.oracle";
const globals = globalThis as {
  [key]?: { library: typeof millrace; world: WorldModule | undefined };
};
globals[key] ??= { library: millrace, world: undefined };
const given = globals[key];

export function setWorld(world: WorldModule): void {
  given.world = world;
}

const worldModule = `const given = globalThis["${key}"];
export const work = (task, inputs) => given.world.work(task, inputs);
export const flag = (name) => given.world.flag(name);
export const count = (name) => given.world.count(name);
const of = (key) => ({ enumerable: true, get: () => given.world.seed[key] });
export const seed = Object.defineProperties({}, {
  id: of("id"), x: of("x"), y: of("y"), ok: of("ok"), items: of("items"), missing: of("missing"),
  toString: { value: () => String(given.world.seed) },
});
`;
const libraryModule = `const { library } = globalThis["${key}"];
export const { ${Object.keys(millrace).join(", ")} } = library;
`;

const nativeImport = createRequire(import.meta.url)("./native-import.cjs") as (
  url: string,
) => Promise<object>;

export interface Loaded {
  /** Absolute path of the folder the program is in. */
  folder: string;
  /** What its `flow.ts` exports. */
  exports: Record<string, unknown>;
}

export class Loader {
  readonly folder: string;
  #count = 0;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(): Promise<Loader> {
    process.setSourceMapsEnabled(true);
    const folder = await mkdtemp(join(tmpdir(), "millrace-oracle-"));
    const library = join(folder, "node_modules/millrace");
    await mkdir(library, { recursive: true });
    const manifest = (name: string) =>
      JSON.stringify({ name, type: "module", exports: "./index.js" });
    await writeFile(join(folder, "package.json"), manifest("programs"));
    await writeFile(join(library, "package.json"), manifest("millrace"));
    await writeFile(join(library, "index.js"), libraryModule);
    return new Loader(folder);
  }

  async load(sources: Sources): Promise<Loaded> {
    const folder = join(this.folder, `${++this.#count}`);
    await mkdir(folder);
    const files = Object.entries(sources).filter(([path]) => path !== "world.ts");
    await Promise.all([
      writeFile(join(folder, "world.js"), worldModule),
      ...files.map(async ([path, text]) => {
        const { code } = await transform(text, {
          loader: "ts",
          format: "esm",
          target: "es2022",
          sourcemap: "inline",
          sourcefile: join(folder, path),
        });
        await writeFile(join(folder, path.replace(/ts$/, "js")), code);
      }),
    ]);
    const url = pathToFileURL(join(folder, "flow.js")).href;
    return { folder, exports: (await nativeImport(url)) as Record<string, unknown> };
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
