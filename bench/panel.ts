/**
 * The panel in Chromium against its budgets, at 50 to 5,000 nodes. One JSON line a figure.
 *
 *     npx tsx bench/panel.ts [--nodes 50,200,1000,5000] [--rounds 3]
 *
 * Main-thread times come from the page's own tasks; Chromium draws in software here, so a screen
 * with a GPU does better. The panel must have been built.
 */
import { parseArgs } from "node:util";
import * as esbuild from "esbuild";
import type { Browser, CDPSession } from "playwright-core";
// @ts-expect-error a script without types
import { extensionBundles } from "../scripts/bundles.mjs";
import { chromiumPath, launch } from "../test/webview/support/chromium.js";
import { FakeHost } from "../test/webview/support/fake-host.js";
import {
  edge,
  flow,
  generated,
  node,
  run,
  snapshot,
  source,
  taskRun,
} from "../test/webview/support/samples.js";
import { median, print, printSkipped } from "./measure/figure.js";

const bench = "panel";
const FRAMES = 90;
const { values } = parseArgs({
  options: {
    nodes: { type: "string", default: "50,200,1000,5000" },
    rounds: { type: "string", default: "3" },
  },
});
const FIRST_PAINT: Record<number, number> = { 200: 150, 5000: 300 };
const WARM_LAYOUT: Record<number, number> = { 200: 500, 1000: 1200, 5000: 3500 };

await bundleSizes();
if (chromiumPath === undefined) printSkipped({ bench }, "Chromium is absent");
else {
  const browser = await launch();
  for (const n of values.nodes.split(",").map(Number)) await panelOf(browser, n);
  await idle(browser);
  await browser.close();
}

/** What a person downloads: ours, and what we ship of others. */
async function bundleSizes(): Promise<void> {
  const root = new URL("..", import.meta.url).pathname;
  const all: esbuild.BuildOptions[] = extensionBundles(root);
  const panel = all.find(({ outdir }) => outdir?.endsWith("webview/dist"));
  const { metafile } = await esbuild.build({ ...panel, metafile: true, write: false });
  const script = Object.entries(metafile.outputs).find(([path]) => path.endsWith("panel.js"));
  const sizes = { ours: 0, icons: 0, toolkit: 0 };
  for (const [path, { bytesInOutput }] of Object.entries(script?.[1].inputs ?? {})) {
    if (path.includes("codicons")) sizes.icons += bytesInOutput;
    else if (path.includes("node_modules/elkjs")) sizes.ours += bytesInOutput;
    else if (path.includes("node_modules")) sizes.toolkit += bytesInOutput;
    else sizes.ours += bytesInOutput;
  }
  print({ bench, figure: "ours_min_kb", value: sizes.ours / 1000, budget: 90 });
  print({ bench, figure: "toolkit_min_kb", value: sizes.toolkit / 1000, budget: 135 });
  print({ bench, figure: "icons_kb", value: sizes.icons / 1000, budget: 12 });
}

async function panelOf(browser: Browser, n: number): Promise<void> {
  const paint: number[] = [];
  const cold: number[] = [];
  const warm: number[] = [];
  const pan: number[] = [];
  const zoom: number[] = [];
  const states: number[] = [];
  const heap: number[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const host = await FakeHost.open(browser, { width: 1400, height: 800 });
    const cdp = await host.page.context().newCDPSession(host.page);
    // Time on the processor, so that other work on the machine does not count.
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    const graph = generated(n, round + 1);
    const first = await timed(host, {
      ...snapshot({ source: source(graph), run: run("Running", { started: Date.now() }) }),
      seq: 1,
    });
    paint.push(first.paint);
    cold.push(first.layout);
    const other = { ...generated(n, round + 100), key: "other" };
    warm.push((await timed(host, { type: "source", seq: 2, source: source(other) })).layout);
    pan.push(await framesOf(host, cdp, "pan"));
    zoom.push(await framesOf(host, cdp, "zoom"));
    states.push(
      await thousandStates(
        host,
        cdp,
        other.nodes.map(({ id }) => id),
      ),
    );
    heap.push(await heapOf(cdp));
    await host.close();
  }
  const say = (figure: string, rounds: number[], budget?: number) =>
    print({
      bench,
      figure,
      n,
      value: median(rounds),
      rounds,
      ...(budget === undefined ? {} : { budget }),
    });
  say("first_paint_ms", paint, FIRST_PAINT[n]);
  say("layout_cold_ms", cold);
  say("layout_warm_ms", warm, WARM_LAYOUT[n]);
  say("pan_frame_cpu_ms", pan, 4);
  say("zoom_frame_cpu_ms", zoom, 4);
  say("thousand_states_frame_cpu_ms", states, 2);
  say("heap_mb", heap, n === 5000 ? 40 : undefined);
}

/** Milliseconds from the message to the first drawn frame, and to the final layout. */
function timed(host: FakeHost, message: object): Promise<{ paint: number; layout: number }> {
  return host.page.evaluate(
    (given) =>
      new Promise<{ paint: number; layout: number }>((resolve) => {
        const world = document.querySelector<HTMLElement>("#world");
        const far = document.querySelector<HTMLElement>("#far");
        if (world) world.dataset.quality = "none";
        const began = performance.now();
        let paint = 0;
        window.postMessage(given, "*");
        const look = () => {
          const quality = world?.dataset.quality;
          const drawn = far?.hidden === false || document.querySelector(".card:not([hidden])");
          if (!paint && quality !== "none" && drawn) paint = performance.now() - began;
          if (quality === "final") resolve({ paint, layout: performance.now() - began });
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    message,
  );
}

/** What a frame costs the main thread: scripts, style, layout and paint. */
async function framesOf(host: FakeHost, cdp: CDPSession, what: "pan" | "zoom"): Promise<number> {
  const before = await taskSeconds(cdp);
  await host.page.evaluate(
    ({ kind, count }) =>
      new Promise<void>((resolve) => {
        const viewport = document.querySelector("#viewport");
        let frame = 0;
        const step = () => {
          if (frame++ === count) return resolve();
          const turn = frame < count / 2 ? 1 : -1;
          const init =
            kind === "pan"
              ? { deltaX: 23 * turn, deltaY: 7 * turn }
              : { deltaY: 12 * turn, ctrlKey: true, clientX: 400, clientY: 300 };
          const options = { ...init, bubbles: true, cancelable: true };
          viewport?.dispatchEvent(new WheelEvent("wheel", options));
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    { kind: what, count: FRAMES },
  );
  return (((await taskSeconds(cdp)) - before) * 1000) / FRAMES;
}

/** Main-thread milliseconds a frame while a thousand task states change every second. */
async function thousandStates(host: FakeHost, cdp: CDPSession, ids: string[]): Promise<number> {
  const batches = Array.from({ length: 60 }, (_, batch) =>
    Array.from({ length: 50 }, (_, index) => {
      const id = ids[(batch * 50 + index) % ids.length] ?? "";
      const name = (batch + index) % 3 === 0 ? "Completed" : "Running";
      const started = Date.now();
      return taskRun(id, name, {
        started,
        ...(name === "Completed" ? { ended: started + 40 } : {}),
      });
    }),
  );
  const before = await taskSeconds(cdp);
  const frames = await host.page.evaluate(
    (list) =>
      new Promise<number>((resolve) => {
        let frames = 0;
        const count = () => {
          frames++;
          requestAnimationFrame(count);
        };
        requestAnimationFrame(count);
        let batch = 0;
        const timer = setInterval(() => {
          window.postMessage({ type: "tasks", seq: batch + 3, run: "r1", tasks: list[batch] }, "*");
          if (++batch === list.length) {
            clearInterval(timer);
            resolve(frames);
          }
        }, 50);
      }),
    batches,
  );
  return ((await taskSeconds(cdp)) - before) * (1000 / frames);
}

async function taskSeconds(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
}

async function heapOf(cdp: CDPSession): Promise<number> {
  await cdp.send("HeapProfiler.collectGarbage");
  const { metrics } = await cdp.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? 0) / 1e6;
}

/** Share of one core that all of Chromium takes while fifty nodes run and nothing else happens. */
async function idle(browser: Browser): Promise<void> {
  const system = await browser.newBrowserCDPSession();
  const seconds = async () => {
    const { processInfo } = await system.send("SystemInfo.getProcessInfo");
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
  const nodes = Array.from({ length: 50 }, (_, index) => node(`t${index}`));
  const edges = nodes.slice(1).map(({ id }, index) => edge(`t${Math.floor(index / 5)}`, id));
  const shares = new Map<string, number>();
  for (const name of ["Completed", "Running"] as const) {
    const host = await FakeHost.open(browser, { width: 1400, height: 800 });
    const tasks = nodes.map(({ id }) =>
      taskRun(id, name, { started: Date.now(), ended: Date.now() + 1 }),
    );
    for (const task of tasks) if (name === "Running") delete task.ended;
    await host.send(
      snapshot({
        source: source(flow("idle", nodes, edges)),
        run: run("Running", { started: Date.now() }),
        tasks,
      }),
    );
    await host.page.waitForFunction(
      () => document.querySelector<HTMLElement>("#world")?.dataset.quality === "final",
    );
    await host.page.waitForTimeout(1500);
    const before = await seconds();
    await host.page.waitForTimeout(5000);
    shares.set(name, ((await seconds()) - before) * 20);
    await host.close();
  }
  const value = shares.get("Running") ?? 0;
  const still = shares.get("Completed") ?? 0;
  print({
    bench,
    figure: "idle_running_cpu_percent",
    n: 50,
    value,
    budget: 3,
    baseline: { name: "nothing runs", value: still },
  });
}
