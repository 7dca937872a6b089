// What esbuild makes of each package: one entry a bundle.

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

/** @returns {import("esbuild").BuildOptions[]} */
export function bundles(root) {
  return [
    {
      ...node,
      // Split, so that the library and the run process share one engine.
      splitting: true,
      entryPoints: { index: `${root}/runtime/src/index.ts` },
      outdir: `${root}/runtime/dist`,
    },
  ];
}
