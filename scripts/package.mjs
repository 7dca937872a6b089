// Makes the extension's .vsix: bundles, grammars, pictures and papers, and nothing else.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { extensionBundles } from "./bundles.mjs";
import { cachedPackage } from "./cache.mjs";
import { notices } from "./notices.mjs";

const VSCE = "3.7.1";
const root = fileURLToPath(new URL("..", import.meta.url));

/** Builds the bundles and packages them. @returns {Promise<string>} the path of the .vsix */
export async function packageExtension() {
  const results = await Promise.all(
    extensionBundles(root).map((bundle) => esbuild.build({ ...bundle, metafile: true })),
  );
  const papers = join(root, "client", "dist", "THIRD-PARTY-NOTICES.txt");
  writeFileSync(
    papers,
    notices(
      root,
      results.map(({ metafile }) => metafile),
    ),
  );
  const readme = join(root, "client", "dist", "README.md");
  writeFileSync(readme, withPictures(join(root, "client", "README.md")));
  const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const out = join(root, `${name}-${version}.vsix`);
  run(
    join(cachedPackage("@vscode/vsce", VSCE), "vsce"),
    ...["package", "--out", out],
    // The bundles hold what they need.
    "--no-dependencies",
    ...["--readme-path", "client/dist/README.md", "--changelog-path", "client/CHANGELOG.md"],
    ...["--allow-missing-repository", "--no-rewrite-relative-links"],
  );
  return out;
}

/** An extension's page shows no files of the extension: the pictures go into the text. */
function withPictures(readme) {
  const text = readFileSync(readme, "utf8");
  return text.replace(/(!\[[^\]]*\])\(([^):]+\.png)\)/g, (_, alt, path) => {
    const picture = readFileSync(join(readme, "..", path)).toString("base64");
    return `${alt}(data:image/png;base64,${picture})`;
  });
}

function run(script, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${script} ${args.join(" ")} failed:\n${stdout}${stderr}`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log(await packageExtension());
