import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test, vi } from "vitest";
import { Agent } from "../../client/src/history/agent.js";
import { renamed, renaming, renamingIn } from "../../client/src/runs/opened.js";

vi.mock("vscode", async () => ({
  EventEmitter: (await import("./support/emitter.js")).Emitter,
}));

test.each([
  ["/real/ws/a.ts", "/link/a.ts"],
  ["/real/ws/a.ts:3:14", "/link/a.ts:3:14"],
  ["/real/ws", "/link"],
  ["/real/wsx/a.ts", "/real/wsx/a.ts"],
  ["main/load#1", "main/load#1"],
  ["node:fs", "node:fs"],
])("%s is %s", (place, named) => {
  expect(renaming("/real/ws", "/link", false)(place)).toBe(named);
});

test("a drive has one letter, whoever writes it", () => {
  const rename = renaming("C:\\Work\\ws", "c:\\Work\\ws", true);
  expect(rename("C:\\work\\ws\\a.ts:3:14")).toBe("c:\\Work\\ws\\a.ts:3:14");
});

test("places are renamed wherever they stand; what code made stays", () => {
  const rename = renaming("/r", "/l", false);
  const event = {
    type: "task-state",
    node: "/r/a.ts:1:1",
    via: ["/r/b.ts:2:2"],
    state: { type: "FAILED", name: "Failed", message: "/r/a.ts is gone" },
    error: { name: "Error", message: "/r/a.ts", stack: [{ file: "/r/a.ts", line: 1, column: 1 }] },
    params: { file: "/r/data.csv" },
  };
  expect(renamed(event, rename)).toEqual({
    ...event,
    node: "/l/a.ts:1:1",
    via: ["/l/b.ts:2:2"],
    error: { ...event.error, stack: [{ file: "/l/a.ts", line: 1, column: 1 }] },
  });
});

test.skipIf(process.platform === "win32")(
  "the history of a folder opened through a link names its files as they were opened",
  async () => {
    const home = realpathSync(mkdtempSync(join(tmpdir(), "millrace-linked-")));
    onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
    const [real, link] = [join(home, "real"), join(home, "link")];
    const runtime = fileURLToPath(new URL("../../runtime", import.meta.url));
    mkdirSync(join(real, "node_modules"), { recursive: true });
    symlinkSync(runtime, join(real, "node_modules", "millrace"));
    symlinkSync(real, link);
    writeFileSync(join(real, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(
      join(real, "flow.ts"),
      'import { flow, task } from "millrace";\nconst t = task(() => 1);\nexport const f = flow(() => t());\n',
    );
    const command = join(runtime, "bin", "millrace.js");
    await promisify(execFile)(process.execPath, [command, "run", join(link, "flow.ts")], {
      cwd: link,
    });

    expect(renamingIn(real)).toBeUndefined();
    const agent = new Agent(
      link,
      () => ({ node: process.execPath, command }),
      () => {},
    );
    onTestFinished(() => agent.dispose());
    const [run] = await agent.request("runs/list", {});
    expect(run?.file).toBe(join(link, "flow.ts"));
    const { tasks } = await agent.request("runs/get", { run: run?.id ?? "" });
    expect(tasks.map(({ node }) => node)).toEqual([
      expect.stringContaining(join(link, "flow.ts:")),
    ]);
  },
);
