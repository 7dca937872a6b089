import type { FlowGraph, StateName, TaskRun } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { chromiumPath } from "./support/chromium.js";
import type { FakeHost } from "./support/fake-host.js";
import {
  boom,
  edge,
  flow,
  node,
  run,
  START,
  snapshot,
  source,
  taskRun,
} from "./support/samples.js";
import { stage } from "./support/stage.js";

/** `extract`, then the subflow `clean`, which was called twice, then `publish`. */
function nested(): FlowGraph {
  const key = { task: "flows/clean.ts#clean" };
  return flow(
    "nested",
    [
      node("extract"),
      node("clean", { kind: "flow", label: "clean", ...key }),
      node("publish"),
      node("clean/rows", { kind: "param", label: "rows", group: "clean" }),
      node("clean/dedupe", { group: "clean", label: "dedupe" }),
      node("clean/validate", { group: "clean", label: "validate" }),
    ],
    [
      edge("extract", "clean"),
      edge("clean/rows", "clean/dedupe"),
      edge("clean/dedupe", "clean/validate"),
      edge("clean", "publish"),
    ],
  );
}

const ran = (id: string, on: string, name: StateName, from: number, more: Partial<TaskRun> = {}) =>
  taskRun(on, name, {
    id,
    name: on.replace(/^.*\//, ""),
    started: START + from,
    ...(name === "Running" ? {} : { ended: START + from + 400 }),
    ...more,
  });

function failedRun() {
  const tasks = [
    ran("r1.1", "extract", "Completed", 0),
    ran("r1.2", "clean", "Completed", 500, { subflow: "c1", upstream: ["r1.1"] }),
    ran("c1.1", "clean/dedupe", "Completed", 500),
    ran("c1.2", "clean/validate", "Completed", 600, { upstream: ["c1.1"] }),
    ran("r1.3", "clean", "Failed", 500, { subflow: "c2", upstream: ["r1.1"], error: boom }),
    ran("c2.1", "clean/dedupe", "Completed", 500),
    ran("c2.2", "clean/validate", "Failed", 500, { upstream: ["c2.1"], error: boom }),
    ran("r1.4", "publish", "UpstreamFailed", 900, { upstream: ["r1.3"] }),
  ];
  return snapshot({
    source: source(nested()),
    run: run("Failed", { ended: START + 2_000, error: { ...boom, task: "r1.3" } }),
    tasks,
    logs: [{ level: "error", message: "row 3 has no id", time: START + 700, task: "c2.2" }],
  });
}

describe.skipIf(chromiumPath === undefined)("subflows in Chromium", { timeout: 60_000 }, () => {
  const own = stage();
  const tree = (host: FakeHost) =>
    host.page.$$eval("#mirror [role=treeitem]", (items) =>
      items.map((item) => `${item.ariaLevel} ${item.textContent?.split(",")[0]}`),
    );
  const named = (host: FakeHost, name: string) =>
    host.page.locator(".card:visible, .group:visible", {
      has: host.page.getByText(name, { exact: true }),
    });

  it("opens a failed run on the task in the subflow, not on the call around it", async () => {
    const host = await own.panel(failedRun());
    const details = host.page.locator("#details");
    await details.getByText("validate", { exact: true }).first().waitFor();
    await details.getByText("502 Bad Gateway").waitFor();
    await details.getByText("Debug this task").click();
    expect(await host.posted("debugTask")).toEqual({ type: "debugTask", run: "r1", task: "c2.2" });
    await details.getByText("Retry from here").click();
    expect(await host.posted("retry")).toEqual({ type: "retry", run: "r1" });
    // The two calls count by what they did: five tasks went well, one failed, one never started.
    expect(await host.page.locator("#counts").textContent()).toMatch(/6\/6 done|1 failed/);
  });

  it("nests for a screen reader, and closes to one card with the sum of what is in it", async () => {
    const host = await own.panel(failedRun());
    expect(await tree(host)).toEqual([
      "1 extract",
      "1 clean",
      "2 rows",
      "2 dedupe",
      "2 validate",
      "1 publish",
    ]);
    await named(host, "validate").last().click();
    await host.page.keyboard.press("e");
    await expect.poll(() => tree(host)).toEqual(["1 extract", "1 clean", "1 publish"]);
    const card = named(host, "clean");
    expect(await card.getAttribute("data-status")).toBe("failed");
    expect(await card.locator(".times").textContent()).toBe("×2");
    expect(await card.locator(".meta").textContent()).toMatch(/^3 done · 1 failed/);
    const parts = await card
      .locator(".parts i")
      .evaluateAll((all) => all.map((part) => (part as HTMLElement).dataset.status));
    expect(parts).toEqual(["success", "failed"]);
    // The cursor in its code lights the card, and opens nothing.
    await host.send({ type: "lit", node: "clean/validate" });
    await expect.poll(() => card.getAttribute("class")).toContain("lit");
    expect(await tree(host)).toEqual(["1 extract", "1 clean", "1 publish"]);
    // What failed in it is a key away, and opens it.
    await host.page.keyboard.press("n");
    await host.page.keyboard.press("e");
    await named(host, "validate").waitFor();
  });

  it("follows what begins in it, in the timeline and the log as well", async () => {
    const host = await own.panel(
      snapshot({
        source: source(nested()),
        run: run("Running", { started: START }),
        tasks: [ran("r1.2", "clean", "Running", 0, { subflow: "c1" })],
      }),
    );
    await host.send(
      {
        type: "tasks",
        run: "r1",
        tasks: [
          ran("c1.1", "clean/dedupe", "Completed", 10),
          ran("c1.2", "clean/validate", "Running", 420),
          ran("c1.3", "clean/seen:patch", "Running", 430, { name: "patch" }),
        ],
      },
      {
        type: "logs",
        run: "r1",
        lines: [{ level: "info", message: "12 rows", time: START + 20, task: "c1.1" }],
      },
    );
    await expect.poll(() => named(host, "dedupe").getAttribute("data-status")).toBe("success");
    await expect.poll(() => named(host, "validate").getAttribute("data-status")).toBe("running");
    // What the code does not have is drawn in the subflow that it ran in.
    await expect.poll(() => tree(host)).toContain("2 patch");
    await host.page.locator(".log-row", { hasText: "12 rows" }).getByText("dedupe").waitFor();
    await host.page.getByRole("radio", { name: "Timeline" }).click();
    const rows = () => host.page.locator(".tl-row .tl-label").allTextContents();
    await expect.poll(rows).toEqual(["clean", "patch", "dedupe", "validate"]);
  });
});
