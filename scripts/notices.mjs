// The licences of what a bundle holds of others, as their authors ask.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;

/**
 * @param {string} root
 * @param {import("esbuild").Metafile[]} metafiles
 * @returns {string} name, version and licence of every npm package in the bundles
 */
export function notices(root, metafiles) {
  const folders = new Set();
  for (const { inputs } of metafiles) {
    for (const path of Object.keys(inputs)) {
      const match = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path);
      if (match) folders.add(match[0]);
    }
  }
  return [...folders]
    .sort()
    .map((folder) => notice(join(root, folder)))
    .join("\n\n");
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const texts = readdirSync(folder)
    .filter((file) => LICENCE_FILE.test(file))
    .map((file) => readFileSync(join(folder, file), "utf8").trim());
  return [`# ${name} ${version} (${license})`, ...texts].join("\n\n");
}
