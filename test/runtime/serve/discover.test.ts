import { expect, test } from "vitest";
import { discover } from "../../../runtime/src/serve/discovery/discover.js";
import { Workspace } from "../cli/workspace.js";

test("what is found arrives whole, however much it is", async () => {
  const big = `import { flow } from "millrace";
const parameters = { text: "x".repeat(5_000_000) };
export const main = flow({ schedule: { every: 60, parameters } }, (text: string) => void text);`;
  using workspace = new Workspace({ "a.ts": big, "b.ts": big });
  const found = await discover([workspace.path("a.ts"), workspace.path("b.ts")]);
  expect(found.map(({ flows, problems }) => [flows.length, problems])).toEqual([
    [1, []],
    [1, []],
  ]);
}, 30_000);
