import { describe, expect, it } from "vitest";
import { chromiumPath } from "./support/chromium.js";
import type { FakeHost } from "./support/fake-host.js";
import * as samples from "./support/samples.js";
import { stage } from "./support/stage.js";

const { dailyReport, run, snapshot, source, START, state } = samples;

/** What a person sees of the toolbar and the panes, and whether any of it is cut off or covered. */
function faults(host: FakeHost): Promise<string[]> {
  return host.page.evaluate(() => {
    const found: string[] = [];
    const name = (element: Element) => element.id || element.className;
    const box = (element: Element) => element.getBoundingClientRect();
    const toolbar = document.querySelector("#toolbar");
    if (!toolbar) return ["no toolbar"];
    const kinds =
      "vscode-button, vscode-dropdown, vscode-text-field, vscode-radio-group, .counts *";
    const items = [...toolbar.querySelectorAll<HTMLElement>(kinds)].filter(
      (item) => item.offsetWidth > 1,
    );
    for (const item of items) {
      const { left, right, bottom } = box(item);
      if (left < 0 || right > innerWidth + 1) found.push(`${name(item)} is cut off`);
      if (bottom > box(toolbar).bottom + 1) found.push(`${name(item)} leaves the toolbar`);
    }
    items.forEach((one, index) => {
      for (const other of items.slice(index + 1)) {
        const [a, b] = [box(one), box(other)];
        const apart =
          a.right <= b.left + 1 ||
          b.right <= a.left + 1 ||
          a.bottom <= b.top + 1 ||
          b.bottom <= a.top + 1;
        if (!apart) found.push(`${name(one)} covers ${name(other)}`);
      }
    });
    for (const item of document.querySelectorAll<HTMLElement>(".pane-head > *")) {
      if (item.offsetWidth > 1 && box(item).right > innerWidth + 1)
        found.push(`${item.ariaLabel ?? name(item)} of the logs is cut off`);
    }
    for (const pane of document.querySelectorAll<HTMLElement>("#work > :not(.sash)")) {
      if (pane.offsetWidth === 0) continue;
      const { right, bottom, height } = box(pane);
      if (right > innerWidth + 1 || bottom > innerHeight + 1) found.push(`${pane.id} is cut off`);
      if (height < 40) found.push(`${pane.id} is ${height} px high`);
    }
    const scroller = document.scrollingElement;
    if (scroller && scroller.scrollHeight > innerHeight) found.push("the page scrolls");
    return found;
  });
}

describe.skipIf(chromiumPath === undefined)(
  "the room that a panel has",
  { timeout: 90_000 },
  () => {
    const own = stage();
    const panel = own.panel.bind(own);
    const flows = ["daily-report", "weekly-report"].map((name) => ({ key: `/a.ts:${name}`, name }));
    const runs = Array.from({ length: 12 }, (_, index) => ({
      id: `r${index + 1}`,
      label: `#${42 - index}`,
      state: state("Failed"),
      started: START,
      duration: 13_000,
    }));
    const failed = snapshot({
      source: { ...source(dailyReport()), flows },
      run: run("Failed", { ended: START + 13_000, error: samples.boom }),
      tasks: samples.failedTasks(),
      logs: samples.logs(),
      runs,
    });
    const running = snapshot({
      run: run("Running", { started: Date.now() - 4_000_000 }),
      tasks: samples.runningTasks(),
      logs: samples.logs(),
      runs,
    });

    it.each([
      ["a failed run of one of two flows", failed, {}],
      ["a run of an hour, its logs beside it", running, { side: "logs" }],
    ])("is enough at any width, high or low: %s", async (_, first, kept) => {
      const host = await panel(first, { state: kept });
      const found: string[] = [];
      for (const height of [120, 200, 300, 400, 700]) {
        for (let width = 300; width <= 1500; width += 40) {
          await host.page.setViewportSize({ width, height });
          await host.page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
          found.push(...(await faults(host)).map((fault) => `${width} x ${height}: ${fault}`));
        }
      }
      expect(found).toEqual([]);
    });

    it("shows details or logs beside the graph where it is low, and one pane where it is narrow", async () => {
      const host = await panel(failed, { width: 1000, height: 200 });
      const shown = async () => {
        const panes = ["graph-pane", "details", "logs-pane"];
        const seen = await Promise.all(panes.map((id) => host.page.locator(`#${id}`).isVisible()));
        return panes.filter((_, index) => seen[index]);
      };
      expect(await shown()).toEqual(["graph-pane", "details"]);
      await host.page.click("#side-logs");
      expect(await shown()).toEqual(["graph-pane", "logs-pane"]);
      expect(await host.page.getAttribute("#side-logs", "aria-pressed")).toBe("true");
      await host.page.click("#side-logs");
      expect(await shown()).toEqual(["graph-pane"]);

      await host.page.setViewportSize({ width: 420, height: 160 });
      await host.page.locator("#mirror").focus();
      await host.page.keyboard.press("d");
      expect(await shown()).toEqual(["details"]);
      await host.page.keyboard.press("Escape");
      expect(await shown()).toEqual(["graph-pane"]);
    });

    it("offers in the menu what the toolbar has no room for", async () => {
      const host = await panel(failed, { width: 420, height: 160 });
      await host.page.click("#more");
      const menu = host.page.getByRole("menu");
      await menu.getByRole("menuitemcheckbox", { name: /^Timeline/ }).click();
      expect(await host.page.getAttribute("#panel", "data-mode")).toBe("timeline");
      await host.page.click("#more");
      await menu.getByRole("menuitemcheckbox", { name: "Failed", exact: true }).click();
      await host.page.click("#more");
      const chosen = menu.getByRole("menuitemcheckbox", { name: "Failed", exact: true });
      expect(await chosen.getAttribute("aria-checked")).toBe("true");
      const edges = await menu.evaluate((element) => {
        const { top, bottom, left, right } = element.getBoundingClientRect();
        return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
      });
      expect(edges).toBe(true);
      await host.page.keyboard.press("Escape");
    });

    it("opens the list of runs over the panes", async () => {
      const host = await panel(failed, { width: 1000, height: 200 });
      await host.page.click("#runs");
      await host.page.getByRole("option", { name: "#40" }).click();
      expect(await host.posted("selectRun")).toEqual({ type: "selectRun", run: "r3" });
    });

    it("finds where there is no room for the field", async () => {
      const host = await panel(failed, { width: 600, height: 160 });
      await host.page.locator("#mirror").focus();
      await host.page.keyboard.press("/");
      await host.page.keyboard.type("mail");
      await host.page.getByText("1 match").waitFor();
      await host.page.keyboard.press("Escape");
      await host.page.locator("#find").waitFor({ state: "hidden" });
    });
  },
);
