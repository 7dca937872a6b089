// What esbuild makes of each package: one entry a bundle.
import { readFileSync } from "node:fs";
import svgpath from "svgpath";

/** Options shared by everything that runs in Node. npm dependencies stay imports. */
const node = {
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: true,
  logLevel: "warning",
};

/** What VS Code loads: self-contained, because a .vsix carries no node_modules. */
const extension = {
  ...node,
  format: "cjs",
  packages: "bundle",
  // Our packages by their sources, not as they were built last.
  conditions: ["millrace-source", "module"],
  minify: true,
  keepNames: true,
  external: ["vscode", "./main.cjs"],
  // ES modules among the packages ask where they are; CommonJS knows it by another name.
  define: { "import.meta.url": "importMetaUrl" },
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  // The CommonJS of some packages hides from esbuild; their ESM does not.
  mainFields: ["module", "main"],
  outExtension: { ".js": ".cjs" },
};

const version = (folder) => JSON.parse(readFileSync(`${folder}/package.json`, "utf8")).version;

/** @returns {import("esbuild").BuildOptions[]} */
export function bundles(root) {
  return [
    {
      ...node,
      entryPoints: { index: `${root}/schedules/src/index.ts` },
      outdir: `${root}/schedules/dist`,
    },
    {
      ...node,
      // Split, so that the library and the run process share one engine.
      splitting: true,
      entryPoints: {
        index: `${root}/runtime/src/index.ts`,
        run: `${root}/runtime/src/run/start.ts`,
        plan: `${root}/runtime/src/plan/process.ts`,
        cli: `${root}/runtime/src/cli/main.ts`,
        discover: `${root}/runtime/src/serve/discovery/process.ts`,
        worker: `${root}/runtime/src/workers/worker.ts`,
      },
      define: { VERSION: JSON.stringify(version(`${root}/runtime`)) },
      outdir: `${root}/runtime/dist`,
    },
    {
      ...node,
      splitting: true,
      entryPoints: {
        analysis: `${root}/server/src/analysis/index.ts`,
        cli: `${root}/server/src/cli.ts`,
        server: `${root}/server/src/main.ts`,
      },
      outdir: `${root}/server/dist`,
    },
    ...extensionBundles(root),
  ];
}

/** What the .vsix holds. @returns {import("esbuild").BuildOptions[]} */
export function extensionBundles(root) {
  return [
    {
      ...extension,
      entryPoints: {
        extension: `${root}/client/src/extension.ts`,
        main: `${root}/client/src/main.ts`,
        server: `${root}/server/src/main.ts`,
      },
      plugins: [sharedTypeScript, instead(librariesInside(root))],
      outdir: `${root}/client/dist`,
    },
    {
      ...extension,
      // Most of a server's weight, so that of a browser uses the same file.
      entryPoints: { "ts-morph": "ts-morph" },
      define: {},
      banner: {},
      plugins: [noBrowserTypes],
      outdir: `${root}/client/dist`,
    },
    ...webBundles(root),
    panelBundle(root),
  ];
}

/** What VS Code in a browser loads: the same, without a program of Node.js to be had. */
function webBundles(root) {
  const web = {
    ...extension,
    platform: "browser",
    target: "chrome120",
    mainFields: ["browser", "module", "main"],
    outExtension: {},
    define: { "import.meta.url": '""' },
    banner: {},
  };
  return [
    {
      ...web,
      entryPoints: { "web-extension": `${root}/client/src/browser/extension.ts` },
      plugins: [
        instead({
          "node:path": `${root}/node_modules/path-browserify/index.js`,
          "../trust.js": `${root}/client/src/browser/trust.ts`,
        }),
      ],
      outdir: `${root}/client/dist`,
    },
    {
      ...web,
      // A worker's own script: nothing asks it for exports.
      format: "iife",
      entryPoints: { "web-server": `${root}/server/src/browser/main.ts` },
      plugins: [
        instead({
          ...librariesInside(root),
          "ts-morph": `${root}/server/src/browser/ts-morph.cjs`,
          "node:fs": `${root}/server/src/browser/files.ts`,
          "node:fs/promises": `${root}/server/src/browser/files.ts`,
          "node:timers/promises": `${root}/server/src/browser/timers.ts`,
          "node:path": `${root}/node_modules/path-browserify/index.js`,
          "./matching-files.js": `${root}/server/src/browser/matching-files.ts`,
        }),
      ],
      outdir: `${root}/client/dist`,
    },
  ];
}

/** TypeScript is a file of its own beside the bundle. */
const sharedTypeScript = {
  name: "shared-typescript",
  setup(build) {
    build.onResolve({ filter: /^ts-morph$/ }, () => ({ path: "./ts-morph.cjs", external: true }));
  },
};

/** Of schedules: a bundle cannot load on demand what is not beside it. */
const librariesInside = (root) => ({
  "./date-libraries.js": `${root}/schedules/src/date-libraries-bundled.ts`,
});

/** Another module in the place of one that our own sources import. */
function instead(modules) {
  const names = Object.keys(modules).map((name) => name.replaceAll(".", "\\."));
  return {
    name: "instead",
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(?:${names.join("|")})$`) }, ({ path, importer }) =>
        importer.includes("node_modules") ? undefined : { path: modules[path] },
      );
    },
  };
}

/**
 * ts-morph carries TypeScript's declarations of every platform. The type oracle asks for those of the
 * language alone; a browser's are 2.7 MB that nothing reads.
 */
const noBrowserTypes = {
  name: "no-browser-types",
  setup(build) {
    build.onLoad({ filter: /ts-morph-common\.js$/ }, ({ path }) => {
      const entry =
        /(fileName: "lib\.(?:dom|webworker|scripthost)[\w.]*",\s*text: )"(?:[^"\\]|\\.)*"/g;
      const text = readFileSync(path, "utf8");
      const contents = text.replace(entry, '$1""');
      if (contents.length === text.length)
        throw new Error(`${path} keeps its declarations otherwise now.`);
      return { contents, loader: "js" };
    });
  },
};

/**
 * The panel: a script for its first picture, one for what comes later, and the part they share; one
 * style sheet, the page, and elk's worker as the plain file it must stay.
 */
function panelBundle(root) {
  const elk = `${root}/node_modules/elkjs`;
  return {
    bundle: true,
    platform: "browser",
    format: "esm",
    splitting: true,
    chunkNames: "panel-[name]",
    target: "chrome120",
    minify: true,
    logLevel: "warning",
    plugins: [iconPaths],
    loader: { ".html": "copy", ".md": "copy", ".min.js": "copy" },
    entryPoints: [
      { in: `${root}/webview/src/main.ts`, out: "panel" },
      { in: `${root}/webview/src/styles/index.css`, out: "panel" },
      { in: `${root}/webview/panel.html`, out: "panel" },
      { in: `${root}/webview/NOTICE.md`, out: "NOTICE" },
      { in: `${elk}/LICENSE.md`, out: "elkjs-LICENSE" },
      { in: `${elk}/lib/elk-worker.min.js`, out: "elk-worker" },
    ],
    outdir: `${root}/webview/dist`,
  };
}

/** Icons as what is drawn, without the markup: relative, in whole eighths of a pixel of 16. */
const iconPaths = {
  name: "icon-paths",
  setup(build) {
    build.onLoad({ filter: /codicons[\\/]src[\\/]icons[\\/].*\.svg$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const [, width, height] = /viewBox="0 0 (\d+) (\d+)/.exec(text) ?? [];
      const size = Math.max(Number(width), Number(height));
      const paths = [...text.matchAll(/\sd="([^"]+)"/g)].map(([, d]) =>
        svgpath(d)
          .scale((16 * 8) / size)
          .rel()
          .round(0)
          .toString(),
      );
      const rule = /fill-rule="(\w+)"/.exec(text)?.[1];
      return { contents: JSON.stringify({ d: paths.join(""), rule }), loader: "json" };
    });
  },
};
