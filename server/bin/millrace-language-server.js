#!/usr/bin/env node
// Editors say how they speak to it; whoever only tries it out is told what it is.
const { argv, stderr } = process;
if (argv.some((argument) => /^--(stdio|node-ipc|socket|pipe)\b/.test(argument))) {
  await import("../dist/server.js");
} else {
  stderr.write(`millrace-language-server speaks LSP with an editor, which starts it with --stdio.
On the command line: npx millrace graph FILE, npx millrace check [PATH]...
`);
  process.exitCode = argv.includes("--help") ? 0 : 2;
}
