import { expect, test } from "vitest";
import {
  addSlot,
  claimSlot,
  connect,
  listRuns,
  notedAlerts,
} from "../../../runtime/src/store/index.js";
import { library, ServedWorkspace } from "./service.js";

const scheduled = { flowKey: "etl.ts#main", schedule: "s", slot: 60_000 };

/** The process that is to run the slot under a claim. */
function runSlot(workspace: ServedWorkspace, claim: string, ...more: string[]) {
  const slot = ["--flow=main", "--schedule=s", "--scheduled=60000", `--claim=${claim}`];
  const entry = workspace.path("node_modules/millrace/dist/run.js");
  return workspace.spawn([entry, "etl.ts", ...slot, ...more]).ended;
}

const files = {
  "etl.ts": `${library}
export const main = flow({ schedule: { name: "s", every: 60 } }, () => console.log("runs"));`,
};

test("a slot that was taken by another process is not blamed on its file", async () => {
  using workspace = new ServedWorkspace(files);
  const connection = connect(workspace.path(".millrace"));
  addSlot(connection, scheduled, false);
  claimSlot(connection, scheduled, "another");
  connection.close();
  const { code, stdout, stderr } = await runSlot(workspace, "mine");
  expect({ code, stdout }).toEqual({ code: 75, stdout: "" });
  expect(stderr).toContain("belongs to another process now: nothing was run");
});

test("nor is a store that cannot be used", async () => {
  using workspace = new ServedWorkspace({
    ...files,
    ".millrace/millrace.db": "no store at all, however long this text may be".repeat(100),
  });
  const { code, stdout, stderr } = await runSlot(workspace, "mine");
  expect({ code, stdout }).toEqual({ code: 75, stdout: "" });
  expect(stderr).toContain("is damaged");
});

test.each([
  ["terminal", "[]"],
  ["service", undefined],
])("its run that a %s watches notes whom to tell: %s", async (watcher, noted) => {
  using workspace = new ServedWorkspace(files);
  const connection = connect(workspace.path(".millrace"));
  addSlot(connection, scheduled, false);
  claimSlot(connection, scheduled, "mine");
  const { code, stderr } = await runSlot(workspace, "mine", `--watcher=${watcher}`);
  expect(code, stderr).toBe(0);
  const [run] = listRuns(connection);
  // A service tells of the runs that note nothing, of others they tell themselves.
  expect(notedAlerts(connection, run?.id ?? "")).toBe(noted);
  connection.close();
});
