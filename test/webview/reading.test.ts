import { describe, expect, it } from "vitest";
import { axe } from "./support/axe.js";
import { chromiumPath } from "./support/chromium.js";
import type { ThemeName } from "./support/fake-host.js";
import * as samples from "./support/samples.js";
import { stage } from "./support/stage.js";

const { run, snapshot, source, START, state } = samples;

const failed = () =>
  snapshot({
    run: run("Failed", { ended: START + 13_000 }),
    tasks: samples.failedTasks(),
    logs: samples.logs(),
    runs: [
      { id: "r1", label: "#z49eqp", state: state("Failed"), started: START, duration: 13_000 },
    ],
  });

describe.skipIf(chromiumPath === undefined)("reading the panel", { timeout: 60_000 }, () => {
  const own = stage();

  it("opens as a list for a screen reader, and selects from it", async () => {
    const host = await own.panel(failed(), { classes: "vscode-using-screen-reader" });
    expect(await host.page.getAttribute("#panel", "data-mode")).toBe("list");
    const item = host.page.getByRole("treeitem", { name: /^exchange_rates, cached, 0 upstream/ });
    await item.click();
    expect(await item.getAttribute("aria-selected")).toBe("true");
    await host.page.locator("#details h2", { hasText: "exchange_rates" }).waitFor();
    await host.page.keyboard.press("g");
    await host.page.locator(".card.selected", { hasText: "exchange_rates" }).waitFor();
    expect(await axe(host)).toEqual([]);
  });

  it("says beside the pointer why an edge is there, and keeps it after a click", async () => {
    const host = await own.panel(snapshot());
    const spot = await host.edgeSpot();
    await host.page.mouse.move(spot.x, spot.y);
    const { edge, flow } = await host.posted("explainEdge");
    const text = "The result is the first argument.";
    const tip = host.page.locator(".tip");
    await tip.getByText("hands on its result").waitFor();
    await host.send({ type: "edge", flow, edge, text, evidence: [] });
    await tip.getByText(text).waitFor();
    await host.page.mouse.click(spot.x, spot.y);
    await host.page.locator("#details").getByText(text).waitFor();
    expect(await tip.isVisible()).toBe(false);
  });

  it("says of which run a run is a retry, and how the attempts before the last one failed", async () => {
    const attempts = [
      {
        attempt: 1,
        state: { ...state("Failed"), message: "no route" },
        started: START,
        ended: START,
      },
      { attempt: 2, state: state("Completed"), started: START, ended: START + 4180 },
    ];
    const runs = ["r1", "r0"].map((id, index) => ({
      ...{ id, label: `#4${2 - index}`, state: state("Failed"), started: START },
    }));
    const tasks = samples
      .completedTasks()
      .map((task) => (task.name === "upload" ? { ...task, attempts } : task));
    const shown = (retryOf: string) =>
      snapshot({ run: run("Completed", { ended: START + 13_000, retryOf }), tasks, runs });
    const host = await own.panel(shown("r0"));
    const details = host.page.locator("#details");
    await details.getByText("Retry of #41").waitFor();
    await details.getByRole("button", { name: "#41" }).click();
    expect(await host.posted("selectRun")).toEqual({ type: "selectRun", run: "r0" });
    await host.send(shown("long-gone"));
    await details.getByText("Retry of long-gone").waitFor();
    await host.send({ type: "command", command: "expandAll" });
    await host.page.locator(".card:visible", { hasText: "upload" }).click();
    await details.getByText("Attempts: 2 of 3").waitFor();
    await details.getByText("no route").waitFor();
  });

  it("tells VS Code's context menu what it is about", async () => {
    const host = await own.panel(failed());
    const context = async () =>
      JSON.parse((await host.page.getAttribute("#graph-pane", "data-vscode-context")) ?? "{}");
    await host.page
      .locator(".card:visible", { hasText: "fetch_orders" })
      .click({ button: "right" });
    expect(await context()).toEqual({
      preventDefaultContextMenuItems: true,
      webviewSection: "millraceNode",
      node: "fetch_orders",
      millraceGroup: false,
      millraceFailed: true,
    });
    await host.page.locator("#viewport").click({ button: "right", position: { x: 20, y: 20 } });
    expect((await context()).webviewSection).toBe("millraceGraph");
    await host.forget();
    await host.send({ type: "command", command: "openSource", node: "archive" });
    expect(await host.posted("revealNode")).toMatchObject({ node: "archive", target: "call" });
  });

  it("underlines tasks by their share of the run", async () => {
    const host = await own.panel(failed());
    expect(await host.page.locator(".card.heat").count()).toBe(0);
    await host.page.keyboard.press("h");
    const share = await host.page
      .locator(".card.heat", { hasText: "fetch_orders" })
      .evaluate((card) => Number((card as HTMLElement).style.getPropertyValue("--heat")));
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(1);
  });

  it.each([420, 680, 760, 1280])("cuts no text of the toolbar at %i px", async (width) => {
    const host = await own.panel(failed(), { width, height: 820 });
    const cut = await host.page.evaluate(() =>
      ["runs", "filter"].filter((id) => {
        const value = document.getElementById(id)?.shadowRoot?.querySelector(".selected-value");
        return !value || value.scrollWidth > value.clientWidth;
      }),
    );
    expect(cut).toEqual([]);
    const wide = await host.page.evaluate(() => {
      const bar = document.querySelector(".toolbar");
      return bar !== null && bar.scrollWidth > bar.clientWidth;
    });
    expect(wide).toBe(false);
  });

  it.each<ThemeName>(["hc-light", "light"])("is readable in %s, narrow", async (theme) => {
    const host = await own.panel(failed(), { theme, width: 680, height: 820 });
    expect(await axe(host)).toEqual([]);
  });

  it("leaves nothing to select open in the drawer before anything ran", async () => {
    const host = await own.panel(snapshot({ source: source(samples.dailyReport()) }), {
      width: 680,
    });
    expect(await host.page.locator("#details").isVisible()).toBe(false);
    await host.page.locator(".card:visible").first().click();
    await host.page.locator("#details h2").waitFor();
  });
});
