import { describe, expect, it } from "vitest";
import { chromiumPath } from "./support/chromium.js";
import type { FakeHost } from "./support/fake-host.js";
import * as samples from "./support/samples.js";
import { stage } from "./support/stage.js";

const { dailyReport, generated, run, snapshot, source, START } = samples;

/** Names that a card in view cuts off or shortens. */
function cutNames(host: FakeHost): Promise<string[]> {
  return host.page.evaluate(() => {
    const seen = [...document.querySelectorAll<HTMLElement>(".card:not([hidden]) .name")];
    if (seen.length === 0) return ["no name is drawn"];
    const cut = seen.filter((name) => {
      const card = name.closest(".card");
      // Through no clip of its own a name may yet reach over its card's edge.
      const right = card ? card.getBoundingClientRect().right : 0;
      const text = document.createRange();
      text.selectNodeContents(name);
      const wide = text.getBoundingClientRect().right > right + 1;
      return wide || name.scrollWidth > name.clientWidth + 1 || name.textContent?.includes("…");
    });
    return cut.map((name) => `${name.textContent}`);
  });
}

describe.skipIf(chromiumPath === undefined)("the looks of the panel", { timeout: 60_000 }, () => {
  const own = stage();
  const panel = own.panel.bind(own);
  const failed = snapshot({
    run: run("Failed", { ended: START + 13_000, error: samples.boom }),
    tasks: samples.failedTasks(),
    logs: samples.logs(),
  });

  it("shows names whole: all of the graph, its beginning, and beside the times of a compact one", async () => {
    const fitted = await panel(snapshot({ source: source(dailyReport()) }));
    expect(await cutNames(fitted)).toEqual([]);
    const larger = await panel(failed, { width: 760, height: 820 });
    expect(await cutNames(larger)).toEqual([]);
    const graph = generated(400, 3);
    const tasks = samples.generatedTasks(graph).filter(({ ended }) => ended !== undefined);
    const compact = await panel(snapshot({ source: source(graph), run: run("Running"), tasks }));
    expect(await compact.page.locator(".world.compact").count()).toBe(1);
    expect(await cutNames(compact)).toEqual([]);
  });

  it("has cards of one line or of two as a person wishes, and keeps the wish", async () => {
    const host = await panel(snapshot({ source: source(dailyReport()) }));
    const card = host.page.locator(".card", { hasText: "summarise" });
    const height = () => card.evaluate((element) => (element as HTMLElement).style.height);
    expect(await height()).toBe("40px");
    const choose = async (name: string) => {
      await host.page.click("#more");
      await host.page.getByRole("menuitemcheckbox", { name }).click();
      await host.page.waitForFunction(
        (compact) =>
          document.querySelector("#world")?.classList.contains("compact") === compact &&
          document.querySelector<HTMLElement>("#world")?.dataset.quality === "final",
        name === "Compact cards",
      );
    };
    await choose("Compact cards");
    expect(await height()).toBe("28px");
    await host.page.waitForFunction(
      () => (window as unknown as { state: { density?: string } }).state.density === "compact",
    );
    const again = await panel(snapshot({ source: source(dailyReport()) }), {
      state: await host.state(),
    });
    expect(await again.page.locator("#world.compact").count()).toBe(1);
    await choose("Comfortable cards");
    expect(await height()).toBe("40px");
  });

  it("shortens a name too long for any card in its middle, where names of one kind are alike", async () => {
    const label = "recalculate_everything_that_a_customer_ever_bought_2";
    const host = await panel(
      snapshot({ source: source(samples.flow("long", [samples.node("n", { label })], [])) }),
    );
    expect(await host.page.locator(".card:not([hidden]) .name").textContent()).toMatch(
      /^recalculat\w*…\w*bought_2$/,
    );
  });

  it("lets the sections of a drawer stand in columns without holes", async () => {
    const host = await panel(
      snapshot({
        run: run("Completed", { ended: START + 13_000 }),
        tasks: samples.completedTasks(),
      }),
      { width: 760, height: 820 },
    );
    const item = host.page.locator("#mirror [data-tree]", { hasText: "summarise" });
    await item.dispatchEvent("click");
    const { task } = await host.posted("details");
    const inputs = [{ name: "orders", type: "Order[]", text: "[]" }];
    await host.send(
      { type: "details", task, inputs, output: { type: "Summary", text: "{}" } },
      { type: "trend", task, samples: samples.trend(task) },
    );
    await host.page.locator(".trend").waitFor();
    const boxes = await host.page.locator(".details-section").evaluateAll((all) =>
      all.map((one) => {
        const { left, top, bottom } = one.getBoundingClientRect();
        return { left, top, bottom };
      }),
    );
    const lefts = [...new Set(boxes.map(({ left }) => left))];
    expect(lefts).toHaveLength(2);
    const columns = lefts.map((left) => boxes.filter((box) => box.left === left));
    const heights = columns.map((column) => {
      column.forEach(({ top }, index) => {
        const above = column[index - 1];
        if (above) expect(Math.abs(top - above.bottom)).toBeLessThan(2);
      });
      return (column.at(-1)?.bottom ?? 0) - (column[0]?.top ?? 0);
    });
    expect(Math.min(...heights) / Math.max(...heights)).toBeGreaterThan(0.6);
    expect(new Set(columns.map(([first]) => first?.top)).size).toBe(1);
  });

  it("keeps the source of a log line in its column and on the line's own ground", async () => {
    const host = await panel(failed, { width: 760, height: 820 });
    const sources = host.page.locator(".log-row .log-source:visible");
    const rights = await sources.evaluateAll((all) =>
      all.map((one) => Math.round(one.getBoundingClientRect().right)),
    );
    expect(new Set(rights).size).toBe(1);
    const grounds = await host.page.locator(".log-row.error").evaluate((row) => {
      const ground = (element: Element | null) =>
        element && getComputedStyle(element).backgroundColor;
      return [ground(row), ground(row.querySelector(".log-source"))];
    });
    expect(grounds[1]).toBe(grounds[0]);
    expect(grounds[0]).not.toMatch(/ 0\)$|transparent/);
  });
});
