import { describe, expect, it } from "vitest";
import { chromiumPath } from "./support/chromium.js";
import { openElk } from "./support/elk.js";
import type { FakeHost } from "./support/fake-host.js";
import * as samples from "./support/samples.js";
import { edited, stabilityOf } from "./support/stability.js";
import { stage } from "./support/stage.js";

const { edge, flow, generated, node, run, snapshot, source, START } = samples;

const chain = (length: number) => {
  const ids = Array.from({ length }, (_, index) => `step_${index}`);
  const edges = ids.slice(1).map((id, index) => edge(`step_${index}`, id));
  return flow(
    "chain",
    ids.map((id) => node(id)),
    edges,
  );
};

/** Cards that stick out of the graph's pane. */
const cutOff = (host: FakeHost) =>
  host.page.evaluate(() => {
    const pane = document.querySelector("#graph-pane")?.getBoundingClientRect();
    return [...document.querySelectorAll(".card:not([hidden])")].filter((card) => {
      const { left, right, top, bottom } = card.getBoundingClientRect();
      if (!pane) return true;
      return left < pane.left || right > pane.right || top < pane.top || bottom > pane.bottom;
    }).length;
  });

const places = (host: FakeHost) =>
  host.page.$$eval(".card:not([hidden])", (all) =>
    Object.fromEntries(
      all.map((card) => {
        const { left, top } = card.getBoundingClientRect();
        return [card.querySelector(".name")?.textContent, [Math.round(left), Math.round(top)]];
      }),
    ),
  );

/** Measured from one card: where the camera stands is another matter. */
const relative = (found: Record<string, number[]>) => {
  const [x0 = 0, y0 = 0] = found.extract_orders_0 ?? [];
  return Object.fromEntries(
    Object.entries(found).map(([name, [x = 0, y = 0]]) => [name, [x - x0, y - y0]]),
  );
};

const resized = async (host: FakeHost, width: number) => {
  await host.page.setViewportSize({ width, height: 800 });
  await host.page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
};

describe.skipIf(chromiumPath === undefined)("what the camera shows", { timeout: 60_000 }, () => {
  const own = stage();
  const panel = own.panel.bind(own);

  it("keeps all of the graph in view while panes and window change", async () => {
    const host = await panel(snapshot({ source: source(chain(4)) }), { width: 1400 });
    expect(await cutOff(host)).toBe(0);
    for (const width of [1000, 720, 900]) {
      await resized(host, width);
      expect(await cutOff(host)).toBe(0);
    }
    await host.page.locator(".card:visible", { hasText: "step_3" }).click();
    await host.send({ type: "run", run: run("Running", { started: START }) });
    await host.page.locator("#logs-pane").waitFor();
    expect(await cutOff(host)).toBe(0);
  });

  it("makes room for a graph that grows", async () => {
    const host = await panel(snapshot({ source: source(chain(4)) }), { width: 1100 });
    await host.send({ type: "source", source: source(chain(6)) });
    await host.page.getByText("step_5", { exact: true }).first().waitFor({ state: "attached" });
    await host.settled();
    expect(await cutOff(host)).toBe(0);
  });

  it("leaves the camera to a person who took it, until they fit again", async () => {
    const host = await panel(snapshot({ source: source(chain(5)) }), { width: 1400 });
    await host.page.mouse.move(300, 600);
    await host.page.mouse.wheel(0, 120);
    const before = await places(host);
    await resized(host, 1200);
    expect((await places(host)).step_0).toEqual(before.step_0);
    await host.page.click("#fit");
    await resized(host, 1000);
    expect(await cutOff(host)).toBe(0);
  });

  it("comes back to where a person was, and frames anew where nobody was", async () => {
    const host = await panel(snapshot({ source: source(chain(5)) }), { width: 1400 });
    expect((await host.state()).camera).toBeUndefined();
    await host.page.mouse.move(300, 600);
    await host.page.mouse.wheel(0, 120);
    await host.page.waitForFunction(
      () => (window as unknown as { state: { camera?: unknown } }).state.camera !== undefined,
    );
    const again = await panel(snapshot({ source: source(chain(5)) }), {
      width: 1400,
      state: await host.state(),
    });
    expect(await places(again)).toEqual(await places(host));
  });

  it("arrives, with motion, where it arrives without", async () => {
    const before = generated(24, 2);
    const after = edited(before, 2);
    const [still, moving] = await Promise.all(
      [false, true].map(async (motion) => {
        const host = await panel(snapshot({ source: source(before) }), { width: 1800, motion });
        await host.page.evaluate(() => {
          const flights = window as unknown as { flights: number };
          flights.flights = 0;
          const animate = Element.prototype.animate;
          Element.prototype.animate = function (...given) {
            if (this.matches(".card")) flights.flights++;
            return animate.apply(this, given);
          };
        });
        await host.send({ type: "source", source: source(after) });
        await host.page.getByText("leaf", { exact: true }).waitFor({ state: "attached" });
        await host.settled();
        const flights = await host.page.evaluate(
          () => (window as unknown as { flights: number }).flights,
        );
        return { places: relative(await places(host)), flights };
      }),
    );
    expect(still?.flights).toBe(0);
    expect(moving?.flights).toBeGreaterThan(0);
    // A pixel more or less is a matter of rounding.
    const [here, there] = [still?.places ?? {}, moving?.places ?? {}];
    const off = Object.keys(here).filter((name) =>
      [0, 1].some(
        (axis) => !(Math.abs((here[name]?.[axis] ?? 0) - (there[name]?.[axis] ?? NaN)) <= 1),
      ),
    );
    expect(off).toEqual([]);
  });

  it("goes along with a run only when nothing that runs is in view any more", async () => {
    const began = Date.now();
    const started = { started: began };
    const host = await panel(
      snapshot({
        source: source(chain(30)),
        run: run("Running", started),
        tasks: [samples.taskRun("step_2", "Running", started)],
      }),
    );
    const before = await places(host);
    const later = samples.taskRun("step_25", "Running", started);
    await host.send({ type: "tasks", run: "r1", tasks: [later] });
    await host.page.locator('#mirror [data-status="running"] >> nth=1').waitFor({
      state: "attached",
    });
    expect(await places(host)).toEqual(before);
    const done = samples.taskRun("step_2", "Completed", { ...started, ended: began + 900 });
    await host.send({ type: "tasks", run: "r1", tasks: [done] });
    await host.page.locator(".card", { hasText: "step_25" }).waitFor();
    expect((await places(host)).step_25).not.toEqual(before.step_25);
  });

  it("keeps a level of detail while a person zooms, and takes the right one at rest", async () => {
    const host = await panel(snapshot({ source: source(chain(4)) }));
    const level = () => host.page.locator("#world").getAttribute("data-lod");
    expect(await level()).toBe("full");
    const midway = await host.page.evaluate(async () => {
      const viewport = document.querySelector("#viewport");
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      for (let turn = 0; turn < 5; turn++) {
        const init = { deltaY: 40, ctrlKey: true, bubbles: true, cancelable: true };
        viewport?.dispatchEvent(new WheelEvent("wheel", init));
        await frame();
      }
      await frame();
      const world = document.querySelector<HTMLElement>("#world");
      return [world?.dataset.lod, world?.className, world?.style.transform];
    });
    expect(midway[0]).toBe("full");
    expect(midway[1]).toContain("moving");
    expect(Number(/scale\((.*?)\)/.exec(midway[2] ?? "")?.[1])).toBeLessThan(0.6);
    await host.page.locator('#world[data-lod="short"]').waitFor({ state: "attached" });
  });

  it("draws what is too small for cards on a canvas, and has the cards at once when it comes back", async () => {
    const host = await panel(snapshot({ source: source(generated(400, 2)) }));
    const shows = () =>
      host.page.evaluate(() => [
        document.querySelector("#far")?.checkVisibility(),
        [...document.querySelectorAll(".card:not([hidden])")].some((card) =>
          card.checkVisibility(),
        ),
      ]);
    expect(await shows()).toEqual([false, true]);
    await host.page.keyboard.press("f");
    await host.page.locator("#far").waitFor();
    expect(await shows()).toEqual([true, false]);
    await host.page.keyboard.press("0");
    await host.page.locator("#far").waitFor({ state: "hidden" });
    expect(await shows()).toEqual([false, true]);
  });

  it("shows the simpler layout and says so where elk cannot be had", async () => {
    const host = await panel(undefined, { worker: "gone.js" });
    await host.send(snapshot({ source: source(chain(4)) }));
    await host.page.getByText("this is a simpler layout").waitFor();
    expect(Object.keys(await places(host))).toHaveLength(4);
    expect(host.problems.splice(0).every((text) => text.includes("404"))).toBe(true);
  });
});

describe.skipIf(chromiumPath === undefined)("an edit of one place", { timeout: 60_000 }, () => {
  const own = stage();

  it.each([1, 2, 3])("changes no order in any column: seed %i", async (seed) => {
    const elk = await openElk(own.browser);
    const graph = generated(60, seed);
    const { pairs, flips } = await stabilityOf(elk, graph, edited(graph, seed));
    await elk.close();
    expect(pairs).toBeGreaterThan(50);
    expect(flips).toBe(0);
  });
});
