/**
 * What Makefile does: a task for each of its rules, a flow for each of its goals. As with make, a task
 * runs when what it reads has changed or what it writes is not there.
 */

import { dirname } from "node:path";
import { execa } from "execa";
import { flow, task } from "millrace";

const root = import.meta.dirname;
const ask = execa({ cwd: root, shell: "/bin/sh", stderr: "inherit", reject: false });

/** What a command prints, on one line, as `$(shell)` gives it: asked anew in each run. */
async function printed(command: string): Promise<string> {
  const { stdout } = await ask(command);
  return stdout.trimEnd().replaceAll("\n", " ");
}

const stamp = await printed("date -u +%Y");
const version = await printed("cat VERSION");
const out = `${root}/public`;
const usage = `make        builds the site
make check  looks at each page`;

/** Runs a command as make does: by a shell, in the Makefile's folder. */
const sh = execa({ cwd: root, shell: "/bin/sh", stdio: "inherit", env: { usage } });

/** public/pages/%.html: pages/%.txt top.inc (Makefile:26) */
const buildHtml = task(
  {
    runName: "{target}",
    files: (target, prerequisites) => ({ inputs: prerequisites, outputs: target }),
  },
  async (target: string, prerequisites: string[]) => {
    await sh(`mkdir -p ${dirname(target)}`);
    await sh(`cat top.inc > ${target}`);
    await sh(
      `sed -e '1s|title: \\(.*\\)|<h1 class="pages">\\1</h1>|' ${prerequisites[0]} >> ${target}`,
    );
    await sh({ reject: false })(`grep -q draft ${prerequisites[0]}`);
    await sh(`echo "<p>${stamp}</p></html>" >> ${target}`);
    return target;
  },
);

/** public/pages.list: public/pages/about.html public/pages/index.html (Makefile:26) */
const buildPagesList = task(
  {
    name: "public/pages.list",
    files: (prerequisites) => ({ inputs: prerequisites, outputs: "public/pages.list" }),
  },
  async (_prerequisites: string[]) => {
    await sh("printf '%s\\n' about.html index.html > public/pages.list");
    return "public/pages.list";
  },
);

/** public/posts/%.html: posts/%.txt top.inc (Makefile:26) */
const buildHtmlFromTxt = task(
  {
    runName: "{target}",
    files: (target, prerequisites) => ({ inputs: prerequisites, outputs: target }),
  },
  async (target: string, prerequisites: string[]) => {
    await sh(`mkdir -p ${dirname(target)}`);
    await sh(`cat top.inc > ${target}`);
    await sh(
      `sed -e '1s|title: \\(.*\\)|<h1 class="posts">\\1</h1>|' ${prerequisites[0]} >> ${target}`,
    );
    await sh({ reject: false })(`grep -q draft ${prerequisites[0]}`);
    await sh(`echo "<p>${stamp}</p></html>" >> ${target}`);
    return target;
  },
);

/** public/posts.list: public/posts/first.html public/posts/second.html (Makefile:26) */
const buildPostsList = task(
  {
    name: "public/posts.list",
    files: (prerequisites) => ({ inputs: prerequisites, outputs: "public/posts.list" }),
  },
  async (_prerequisites: string[]) => {
    await sh("printf '%s\\n' first.html second.html > public/posts.list");
    return "public/posts.list";
  },
);

/** public/sitemap.txt: public/pages.list public/posts.list (Makefile:28) */
const buildSitemapTxt = task(
  {
    name: "public/sitemap.txt",
    files: (prerequisites) => ({ inputs: prerequisites, outputs: `${root}/public/sitemap.txt` }),
  },
  async (prerequisites: string[]) => {
    await sh(`cat ${prerequisites.join(" ")} > ${root}/public/sitemap.txt`);
    await sh(`echo "version ${version}" >> ${root}/public/sitemap.txt`);
    return `${root}/public/sitemap.txt`;
  },
);

/** check: all (Makefile:32) */
const runCheck = task({ name: "check" }, async () => {
  await sh(
    `grep -q '</html>' public/pages/about.html && grep -q '</html>' public/pages/index.html && grep -q '</html>' public/posts/first.html && grep -q '</html>' public/posts/second.html && echo "4 pages"`,
  );
});

/** clean: (Makefile:35) */
const runClean = task({ name: "clean" }, async () => {
  await sh(`rm -rf ${out}`);
});

/** help: (Makefile:44) */
const runHelp = task({ name: "help" }, async () => {
  await sh(`echo "$usage"`);
});

/** `make all` (Makefile:11) */
export const all = flow({ name: "all" }, () => {
  const aboutHtml = buildHtml("public/pages/about.html", ["pages/about.txt", "top.inc"]);
  const indexHtml = buildHtml("public/pages/index.html", ["pages/index.txt", "top.inc"]);
  const pagesList = buildPagesList([aboutHtml, indexHtml]);
  const firstHtml = buildHtmlFromTxt("public/posts/first.html", ["posts/first.txt", "top.inc"]);
  const secondHtml = buildHtmlFromTxt("public/posts/second.html", ["posts/second.txt", "top.inc"]);
  const postsList = buildPostsList([firstHtml, secondHtml]);
  return buildSitemapTxt([pagesList, postsList]);
});

/** `make check` (Makefile:32) */
export const check = flow({ name: "check" }, () => {
  const allDone = all();
  return runCheck.with({ waitFor: [allDone] })();
});

/** `make clean` (Makefile:35) */
export const clean = flow({ name: "clean" }, () => runClean());

/** `make help` (Makefile:44) */
export const help = flow({ name: "help" }, () => runHelp());
