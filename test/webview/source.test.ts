import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const ROOT = new URL("../../webview/src/", import.meta.url);
const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".ts"),
);

describe("the panel's source", () => {
  it.each([
    [
      "markup from strings",
      /\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write|setHTMLUnsafe|createContextualFragment/,
    ],
    ["code from strings", /\beval\(|new Function\(|setTimeout\(\s*["'`]/],
    ["styles that the policy blocks", /setAttribute\(\s*["']style["']|style\s*:\s*["'`]/],
    ["Node", /from "node:|\brequire\(/],
  ])("makes no %s", (_, pattern) => {
    expect(files.length).toBeGreaterThan(30);
    const found = files.filter((name) => pattern.test(readFileSync(new URL(name, ROOT), "utf8")));
    expect(found).toEqual([]);
  });

  it("allows neither inline scripts nor eval in its page", () => {
    const page = readFileSync(new URL("../panel.html", ROOT), "utf8");
    expect(page).not.toMatch(/unsafe-inline|unsafe-eval|\son\w+=/);
    expect(page).toContain("default-src 'none'");
  });
});
