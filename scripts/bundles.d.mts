import type { BuildOptions } from "esbuild";

export function bundles(root: string): BuildOptions[];
export function extensionBundles(root: string): BuildOptions[];
