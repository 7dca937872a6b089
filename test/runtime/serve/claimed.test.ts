import { expect, test } from "vitest";
import { addSlot, claimSlot, connect } from "../../../runtime/src/store/index.js";
import { library, ServedWorkspace } from "./service.js";

const scheduled = { flowKey: "etl.ts#main", schedule: "s", slot: 60_000 };

/** The process that is to run the slot under a claim. */
function runSlot(workspace: ServedWorkspace, claim: string) {
  const slot = ["--flow=main", "--schedule=s", "--scheduled=60000", `--claim=${claim}`];
  return workspace.spawn([workspace.path("node_modules/millrace/dist/run.js"), "etl.ts", ...slot])
    .ended;
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
