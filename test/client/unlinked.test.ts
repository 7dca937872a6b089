import { expect, test } from "vitest";
import { unlinked } from "../../client/src/unlinked.js";

/** How VS Code finds links in a notification. */
const LINK = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+/i;

test.each([
  [
    "[details](command:workbench.action.terminal.new)",
    "[details] (command:workbench.action.terminal.new)",
  ],
  [
    "a [b](https://example.org) [c](file:///etc/passwd)",
    "a [b] (https://example.org) [c] (file:///etc/passwd)",
  ],
  ["[[a]](command:b)", "[[a]] (command:b)"],
  ["rows[0] (none) of [3]", "rows[0] (none) of [3]"],
])("%s has no link", (text, shown) => {
  expect(unlinked(text)).toBe(shown);
  expect(unlinked(text)).not.toMatch(LINK);
});
