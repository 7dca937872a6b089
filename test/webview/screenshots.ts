/**
 * Pictures of the panel in each of its states, for people to look at.
 *
 *     npx tsx test/webview/screenshots.ts [--only lost,narrow] [--themes dark,light]
 *
 * They go to `.artifacts/panel/`. The panel must have been built.
 */
import { mkdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { launch } from "./support/chromium.js";
import { FakeHost, THEMES, type ThemeName } from "./support/fake-host.js";
import * as samples from "./support/samples.js";

const { flow, generated, generatedTasks, node, edge, run, snapshot, source, START, state } =
  samples;

interface Scenario {
  width?: number;
  height?: number;
  classes?: string;
  /** Where not all themes say something new. */
  themes?: ThemeName[];
  first?: Parameters<FakeHost["send"]>[0];
  act?(host: FakeHost): Promise<void>;
}

const FOLDER = new URL("../../.artifacts/panel/", import.meta.url).pathname;
const HALF = { width: 760, height: 820 };
const failed = snapshot({
  run: run("Failed", {
    ended: START + 13_000,
    error: { ...samples.boom, task: "r1.fetch_orders.17" },
  }),
  tasks: samples.failedTasks(),
  logs: samples.logs(),
  runs: [{ id: "r1", label: "#z49eqp", state: state("Failed"), started: START, duration: 13_000 }],
});
const completed = snapshot({
  run: run("Completed", { ended: START + 13_000 }),
  tasks: samples.completedTasks(),
  logs: samples.logs(),
  runs: [
    { id: "r1", label: "#0nb51c", state: state("Completed"), started: START, duration: 13_000 },
  ],
});
const running = () =>
  snapshot({
    run: run("Running", { started: Date.now() - 9_000 }),
    tasks: samples.runningTasks(),
    logs: samples.logs(),
  });
const chain = flow(
  "orders",
  [
    node("count", { kind: "param", label: "count" }),
    node("limit", { kind: "param", label: "limit" }),
    node("loadOrders"),
    node("checkOrders"),
    node("sumUp"),
    node("return", { kind: "return", label: "return" }),
  ],
  [
    edge("count", "loadOrders"),
    edge("loadOrders", "checkOrders"),
    edge("limit", "checkOrders"),
    edge("checkOrders", "sumUp"),
    edge("sumUp", "return"),
  ],
);
const big = (n: number, grouped = false) => {
  const graph = generated(n, 3, grouped);
  const shift = Date.now() - START - 90_000;
  return snapshot({
    source: source(graph),
    run: run("Running", { started: START + shift }),
    tasks: generatedTasks(graph).map(({ started = START, ended, ...task }) => ({
      ...task,
      started: started + shift,
      ...(ended === undefined ? {} : { ended: ended + shift }),
    })),
  });
};

/** A run that asks: one question of a task, one of the flow itself. */
const waiting = () => {
  const shift = Date.now() - START - 14_000;
  return snapshot({
    run: run("Running", { started: START + shift }),
    tasks: [
      ...samples.completedTasks().filter(({ node: id }) => id !== "send_mail"),
      samples.taskRun("send_mail", "Running", { started: START + shift + 12_000 }),
    ].map(({ started = START, ended, ...task }) => ({
      ...task,
      started: started + (started > START + shift ? 0 : shift),
      ...(ended === undefined ? {} : { ended: ended + shift }),
    })),
    logs: samples.logs(),
    inputs: [
      samples.request({ until: Date.now() + 252_000 }),
      samples.request({
        id: "r1.input2",
        key: "delivery",
        prompt: "How shall it be delivered?",
        schema: {
          type: "object",
          required: ["format", "copies"],
          properties: {
            format: { enum: ["html", "pdf"] },
            copies: { type: "integer", minimum: 1, description: "One for each reader." },
            note: { type: "string" },
          },
        },
      }),
    ],
  });
};
const another = [
  { id: "r1", label: "#0nb51c", state: state("Completed"), started: START, duration: 13_000 },
  { id: "r0", label: "#k2m8xa", state: state("Failed"), started: START, duration: 9_400 },
];
const single = flow("resize_image", [node("resize_image")], [], {
  params: samples.dailyReport().params.slice(0, 2),
});

/** A task's values and its last runs, in the details. */
async function showTrend(host: FakeHost): Promise<void> {
  const item = host.page.locator("#mirror [data-tree]", { hasText: "summarise" });
  await item.dispatchEvent("click");
  const { task } = await host.posted("details");
  const inputs = [{ name: "orders", type: "Order[]", text: '[{ "id": 1, "total": 24.5 }]' }];
  await host.send(
    { type: "details", task, inputs, output: { type: "Summary", text: '{ "total": 1204.5 }' } },
    { type: "trend", task, samples: samples.trend(task) },
  );
  await host.page.locator(".trend").waitFor();
}

/** What the run made, in its overview. */
async function showArtifacts(host: FakeHost): Promise<void> {
  await host.send({ type: "artifacts", run: "r1", artifacts: samples.artifacts() });
  await host.page.locator(".artifact").first().scrollIntoViewIfNeeded();
}

const SCENARIOS: Record<string, Scenario> = {
  static: { first: snapshot() },
  "half-static": { ...HALF, first: snapshot({ source: source(chain) }) },
  "half-failed": { ...HALF, first: failed },
  "half-completed": {
    ...HALF,
    first: snapshot({
      source: source(chain),
      run: run("Completed", { ended: START + 2_000 }),
      tasks: ["loadOrders", "checkOrders", "sumUp"].map((id, index) =>
        samples.taskRun(id, "Completed", {
          started: START + index * 600,
          ended: START + index * 600 + 580,
        }),
      ),
      logs: samples.logs().slice(0, 3),
      runs: [
        { id: "r1", label: "#0nb51c", state: state("Completed"), started: START, duration: 2_000 },
      ],
    }),
    act: (host) => host.page.keyboard.press("h"),
  },
  "half-both": { ...HALF, first: failed, act: (host) => host.page.keyboard.press("b") },
  narrow: { width: 420, height: 860, first: failed },
  failed: { first: failed },
  completed: { first: completed },
  running: { first: running() },
  lost: {
    first: {
      ...running(),
      run: run("Running", {
        started: START,
        lost: {
          message:
            "It ended with exit code 137 and said nothing more; the system may have run out of memory.",
          since: START + 9_000,
        },
      }),
    },
  },
  waiting: {
    first: waiting(),
    act: async (host) => {
      await host.page.keyboard.press("a");
      await host.page.locator(".ask").first().waitFor();
    },
  },
  "waiting-all": { themes: ["dark", "hc-light"], first: waiting() },
  "half-waiting": { ...HALF, themes: ["dark", "light"], first: waiting() },
  artifacts: { first: completed, act: showArtifacts },
  "half-artifacts": { ...HALF, first: completed, act: showArtifacts },
  trend: { first: completed, act: showTrend },
  "half-trend": { ...HALF, first: completed, act: showTrend },
  comparison: {
    first: { ...completed, runs: another },
    act: async (host) => {
      await host.send({ type: "comparison", comparison: samples.comparison() });
      await host.page.locator(".runs-table").waitFor();
    },
  },
  single: {
    first: snapshot({ source: source(single) }),
    themes: ["dark", "light"],
  },
  "single-run": {
    themes: ["dark"],
    first: snapshot({
      source: source(single),
      run: run("Completed", { ended: START + 900 }),
      tasks: [
        samples.taskRun("resize_image", "Cached", {
          started: START + 20,
          ended: START + 40,
          reason: "up to date",
        }),
      ],
      runs: another.slice(0, 1),
    }),
    act: (host) => host.page.locator(".card:visible").click(),
  },
  "low-failed": { width: 1280, height: 200, first: failed },
  "low-waiting": { width: 900, height: 180, themes: ["dark", "light"], first: waiting() },
  "low-narrow": { width: 320, height: 130, themes: ["dark", "hc-light"], first: failed },
  "low-empty": {
    width: 640,
    height: 140,
    themes: ["dark"],
    first: snapshot({ source: { phase: "empty", flows: [], fileLabel: "flows/daily-report.ts" } }),
  },
  loading: { first: snapshot({ source: { phase: "loading", flows: [] } }) },
  empty: {
    first: snapshot({ source: { phase: "empty", flows: [], fileLabel: "flows/daily-report.ts" } }),
  },
  stale: {
    first: snapshot({
      source: {
        ...source(samples.dailyReport()),
        stale: { message: "Expected `)` before the end of the file.", nodes: ["summarise"] },
      },
    }),
  },
  list: { first: failed, classes: "vscode-using-screen-reader" },
  timeline: { first: failed, act: (host) => host.page.keyboard.press("t") },
  form: {
    first: snapshot(),
    act: async (host) => {
      await host.page.keyboard.press("r");
      await host.page.locator("dialog[open]").waitFor();
    },
  },
  help: {
    themes: ["dark", "light"],
    first: completed,
    act: (host) => host.page.keyboard.press("?"),
  },
  menu: {
    themes: ["dark", "hc-light"],
    first: completed,
    act: (host) => host.page.locator("#more").click(),
  },
  edge: {
    first: snapshot(),
    act: async (host) => {
      const spot = await host.edgeSpot();
      await host.page.mouse.move(spot.x, spot.y);
      const { edge: asked, flow: key } = await host.posted("explainEdge");
      const text = "day hands on its value: it is the first argument of the call.";
      const location = { file: samples.FILE, range: samples.range(12) };
      const evidence = [{ location, code: "const orders = fetch_orders(day, regions);" }];
      await host.send({ type: "edge", flow: key, edge: asked, text, evidence });
      await host.page.getByText(text).waitFor();
    },
  },
  n200: { first: big(200) },
  n1000: { themes: ["dark", "hc-light"], first: big(1000) },
  n5000: { themes: ["dark", "light", "hc-light"], first: big(5000) },
  groups: { themes: ["dark", "light"], first: big(600, true) },
};

const { values } = parseArgs({
  options: { only: { type: "string" }, themes: { type: "string" } },
});
const names = values.only?.split(",") ?? Object.keys(SCENARIOS);
mkdirSync(FOLDER, { recursive: true });
const browser = await launch();
for (const name of names) {
  const scenario = SCENARIOS[name];
  if (!scenario) throw new Error(`no scenario "${name}"; there are ${Object.keys(SCENARIOS)}`);
  const themes =
    (values.themes?.split(",") as ThemeName[]) ?? scenario.themes ?? Object.keys(THEMES);
  for (const theme of themes) await picture(name, scenario, theme as ThemeName);
}
await browser.close();

async function picture(name: string, scenario: Scenario, theme: ThemeName): Promise<void> {
  const { first, act, classes = "", ...size } = scenario;
  const host = await FakeHost.open(browser, {
    ...size,
    theme,
    classes: `vscode-reduce-motion ${classes}`,
  });
  if (first) await host.send(first);
  if (first?.type === "snapshot" && first.source.graph) await host.settled();
  await act?.(host);
  // Counts and details follow states a little later.
  await host.page.waitForTimeout(400);
  await host.page.screenshot({ path: `${FOLDER}${theme}-${name}.png` });
  await host.close();
}
