/**
 * The panel in Chromium against its budgets, at 50 to 5,000 nodes. One JSON line a figure.
 *
 *     npx tsx bench/panel.ts [--nodes 50,200,1000,5000] [--rounds 3]
 *
 * Processor times are of the page's main thread, or of its whole process where a worker takes part;
 * times on the clock stand beside a baseline of the same run and the machine's load. Chromium draws
 * in software here, so a screen with a GPU does better. The panel must have been built.
 */
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import * as esbuild from "esbuild";
import type { Browser, CDPSession, Page } from "playwright-core";
import { extensionBundles } from "../scripts/bundles.mjs";
import { chromiumPath, launch } from "../test/webview/support/chromium.js";
import { type Elk, openElk } from "../test/webview/support/elk.js";
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
import { edited, type Stability, stabilityOf } from "../test/webview/support/stability.js";
import { toElk } from "../webview/src/layout/elk.js";
import { buildScene } from "../webview/src/model/scene.js";
import { type Figure, median, print, printSkipped } from "./measure/figure.js";

const bench = "panel";
const FRAMES = 90;
/** Milliseconds until all is quiet: running icons turn smoothly for five seconds after a change. */
const QUIET = 7000;
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
  const elk = await openElk(browser);
  await stability(elk);
  const empty = await emptyPage(browser);
  for (const n of values.nodes.split(",").map(Number)) await panelOf(browser, elk, empty, n);
  await idle(browser);
  await browser.close();
}

function say(figure: Omit<Figure, "bench">): void {
  print({ bench, ...figure, load: loadavg()[0] ?? 0 });
}

/** What an edit of one place does to the order of siblings. */
async function stability(elk: Elk): Promise<void> {
  const rounds: Stability[] = [];
  for (const seed of [1, 2, 3]) {
    const graph = generated(120, seed);
    rounds.push(await stabilityOf(elk, graph, edited(graph, seed)));
  }
  const percent = (of: (one: (typeof rounds)[number]) => number) =>
    rounds.map((one) => 100 * of(one));
  const flips = percent(({ flips, pairs }) => flips / pairs);
  const moved = percent(({ moved }) => moved);
  say({
    figure: "order_flips_percent",
    n: 120,
    value: Math.max(...flips),
    rounds: flips,
    budget: 0,
  });
  say({ figure: "moved_over_8px_percent", n: 120, value: median(moved), rounds: moved });
}

/** What a person downloads: ours, and what we ship of others. */
async function bundleSizes(): Promise<void> {
  const root = new URL("..", import.meta.url).pathname;
  const all: esbuild.BuildOptions[] = extensionBundles(root);
  const panel = all.find(({ outdir }) => outdir?.endsWith("webview/dist"));
  const { metafile } = await esbuild.build({ ...panel, metafile: true, write: false });
  const first = firstScripts(metafile);
  const [sizes, later] = [
    { ours: 0, icons: 0, toolkit: 0 },
    { ours: 0, icons: 0, toolkit: 0 },
  ];
  for (const [path, { inputs }] of Object.entries(metafile.outputs)) {
    if (!path.endsWith(".js") || path.endsWith("elk-worker.js")) continue;
    const sum = first.has(path) ? sizes : later;
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      if (input.includes("codicons")) sum.icons += bytesInOutput;
      else if (input.includes("node_modules/elkjs")) sum.ours += bytesInOutput;
      else if (input.includes("node_modules")) sum.toolkit += bytesInOutput;
      else sum.ours += bytesInOutput;
    }
  }
  say({ figure: "ours_min_kb", value: sizes.ours / 1000, budget: 90 });
  say({ figure: "toolkit_min_kb", value: sizes.toolkit / 1000, budget: 135 });
  say({ figure: "icons_kb", value: sizes.icons / 1000, budget: 12 });
  say({ figure: "ours_later_min_kb", value: later.ours / 1000 });
  say({ figure: "toolkit_later_min_kb", value: later.toolkit / 1000 });
}

/** The panel's script and what it cannot start without; not what it asks for afterwards. */
function firstScripts({ outputs }: esbuild.Metafile): Set<string> {
  const found = new Set(Object.keys(outputs).filter((path) => path.endsWith("/panel.js")));
  for (const path of found) {
    for (const { path: other, kind } of outputs[path]?.imports ?? []) {
      if (kind === "import-statement") found.add(other);
    }
  }
  return found;
}

interface FrameCost {
  /** Processor milliseconds of the main thread, the mean of all frames. */
  cpu: number;
  /** Milliseconds on the clock from a frame's first script to its last task; 95 of 100 take less. */
  p95: number;
}

interface Empty {
  frame: FrameCost;
  /** Processor milliseconds a second of a page that receives the states and does nothing. */
  states: number;
}

/** What frames and messages cost where there is nothing to draw. */
async function emptyPage(browser: Browser): Promise<Empty> {
  const page = await browser.newPage();
  await page.evaluate("globalThis.__name = (target) => target");
  await page.setContent("<div id=viewport></div>");
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const frame = await framesOf(page, cdp, "pan");
  await page.evaluate(() => window.addEventListener("message", ({ data }) => data.seq));
  const states = await thousandStates(
    page,
    cdp,
    generated(200).nodes.map(({ id }) => id),
  );
  await page.close();
  return { frame, states };
}

async function panelOf(browser: Browser, elk: Elk, empty: Empty, n: number): Promise<void> {
  const rounds = new Map<string, number[]>();
  const note = (figure: string, value: number) =>
    rounds.set(figure, [...(rounds.get(figure) ?? []), value]);
  const seconds = await processSeconds(browser);
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
    note("first_paint_ms", first.paint);
    note("layout_cold_ms", first.layout);
    const other = { ...generated(n, round + 100), key: "other" };
    const before = await seconds();
    note(
      "layout_warm_ms",
      (await timed(host, { type: "source", seq: 2, source: source(other) })).layout,
    );
    note("layout_warm_cpu_ms", ((await seconds()) - before) * 1000);
    note("elk_default_ms", await elkDefault(elk, other));
    for (const kind of ["pan", "zoom"] as const) {
      const { cpu, p95 } = await framesOf(host.page, cdp, kind);
      note(`${kind}_frame_cpu_ms`, cpu);
      note(`${kind}_frame_p95_ms`, p95);
    }
    const ids = other.nodes.map(({ id }) => id);
    note("thousand_states_cpu_ms_per_s", await thousandStates(host.page, cdp, ids));
    note("heap_mb", await heapOf(cdp));
    await host.close();
  }
  const tell = (figure: string, budget?: number, baseline?: Figure["baseline"]) => {
    const all = rounds.get(figure) ?? [];
    say({
      figure,
      n,
      value: median(all),
      rounds: all,
      ...(budget === undefined ? {} : { budget }),
      ...(baseline === undefined ? {} : { baseline }),
    });
  };
  const elkDefaultMs = median(rounds.get("elk_default_ms") ?? []);
  tell("first_paint_ms", FIRST_PAINT[n]);
  tell("layout_cold_ms");
  tell("layout_warm_ms", WARM_LAYOUT[n], { name: "elk's defaults, alone", value: elkDefaultMs });
  tell("layout_warm_cpu_ms", WARM_LAYOUT[n]);
  for (const kind of ["pan", "zoom"]) {
    tell(`${kind}_frame_cpu_ms`, 4, { name: "an empty page", value: empty.frame.cpu });
    tell(`${kind}_frame_p95_ms`, 4, { name: "an empty page", value: empty.frame.p95 });
  }
  // Two milliseconds in each of sixty frames.
  tell("thousand_states_cpu_ms_per_s", 120, {
    name: "a page that only receives them",
    value: empty.states,
  });
  tell("heap_mb", n === 5000 ? 40 : undefined);
}

/** The same graph with elk's own options, so that a loaded machine slows both alike. */
async function elkDefault(elk: Elk, graph: ReturnType<typeof generated>): Promise<number> {
  const { children, edges } = toElk(buildScene(graph, { closed: new Set() }), new Map());
  const began = performance.now();
  await elk.raw({
    id: "root",
    layoutOptions: { "elk.algorithm": "layered" },
    ...(children ? { children } : {}),
    ...(edges ? { edges } : {}),
  });
  return performance.now() - began;
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
async function framesOf(page: Page, cdp: CDPSession, what: "pan" | "zoom"): Promise<FrameCost> {
  const before = await taskSeconds(cdp);
  const frames = await page.evaluate(
    ({ kind, count }) =>
      new Promise<number[]>((resolve) => {
        const viewport = document.querySelector("#viewport");
        const times: number[] = [];
        const after = new MessageChannel();
        let began = 0;
        // A message sent within the frame arrives when the frame's work is done.
        after.port1.onmessage = () => times.push(performance.now() - began);
        let frame = 0;
        const step = () => {
          if (frame++ === count) return resolve(times);
          began = performance.now();
          const turn = frame < count / 2 ? 1 : -1;
          const init =
            kind === "pan"
              ? { deltaX: 23 * turn, deltaY: 7 * turn }
              : { deltaY: 12 * turn, ctrlKey: true, clientX: 400, clientY: 300 };
          const options = { ...init, bubbles: true, cancelable: true };
          viewport?.dispatchEvent(new WheelEvent("wheel", options));
          requestAnimationFrame(step);
          after.port2.postMessage(0);
        };
        requestAnimationFrame(step);
      }),
    { kind: what, count: FRAMES },
  );
  const cpu = (((await taskSeconds(cdp)) - before) * 1000) / FRAMES;
  return { cpu, p95: frames.sort((a, b) => a - b)[Math.floor(frames.length * 0.95)] ?? 0 };
}

/** Main-thread milliseconds a second while a thousand task states change in each. */
async function thousandStates(page: Page, cdp: CDPSession, ids: string[]): Promise<number> {
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
  // The states are in the page before the clock starts: handing them over is no work of the panel.
  await page.evaluate((list) => Object.assign(window, { batches: list }), batches);
  const before = await taskSeconds(cdp);
  const took = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const { batches: list } = window as unknown as { batches: object[][] };
        const began = performance.now();
        let batch = 0;
        const timer = setInterval(() => {
          window.postMessage({ type: "tasks", seq: batch + 3, run: "r1", tasks: list[batch] }, "*");
          if (++batch < list.length) return;
          clearInterval(timer);
          resolve((performance.now() - began) / 1000);
        }, 50);
      }),
  );
  return (((await taskSeconds(cdp)) - before) * 1000) / took;
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
  const seconds = await processSeconds(browser);
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
    await host.page.waitForTimeout(QUIET);
    const before = await seconds();
    await host.page.waitForTimeout(5000);
    shares.set(name, ((await seconds()) - before) * 20);
    await host.close();
  }
  const value = shares.get("Running") ?? 0;
  const still = shares.get("Completed") ?? 0;
  say({
    figure: "idle_running_cpu_percent",
    n: 50,
    value,
    budget: 3,
    baseline: { name: "nothing runs", value: still },
  });
}

/** Processor seconds so far of all of Chromium's processes. */
async function processSeconds(browser: Browser): Promise<() => Promise<number>> {
  const system = await browser.newBrowserCDPSession();
  return async () => {
    const { processInfo } = await system.send("SystemInfo.getProcessInfo");
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
}
