import { describe, expect, it } from "vitest";
import { axe } from "./support/axe.js";
import { chromiumPath } from "./support/chromium.js";
import type { FakeHost, ThemeName } from "./support/fake-host.js";
import * as samples from "./support/samples.js";
import { stage } from "./support/stage.js";

const { dailyReport, edge, flow, node, run, snapshot, source, START, state, taskRun } = samples;

describe.skipIf(chromiumPath === undefined)("the panel in Chromium", { timeout: 60_000 }, () => {
  const own = stage();
  const panel = own.panel.bind(own);

  const cards = (host: FakeHost) =>
    host.page.$$eval(".card:not([hidden]) .name, .group:not([hidden]) .name", (all) =>
      all.map((each) => each.textContent ?? ""),
    );
  const status = (host: FakeHost, name: string) =>
    host.page
      .locator(".card:visible", { has: host.page.getByText(name, { exact: true }) })
      .getAttribute("data-status");
  const failedRun = () =>
    snapshot({
      run: run("Failed", {
        ended: START + 13_000,
        error: { ...samples.boom, task: "r1.fetch_orders.17" },
      }),
      tasks: samples.failedTasks(),
      logs: samples.logs(),
      runs: [{ id: "r1", label: "#42", state: state("Failed"), started: START, duration: 13_000 }],
    });

  it("says ready before anything else, and draws the snapshot", async () => {
    const host = await panel(undefined);
    expect(await host.all()).toEqual([{ type: "ready" }]);
    await host.send(snapshot());
    await host.settled();
    expect(await cards(host)).toEqual(
      expect.arrayContaining(["list_regions", "archive", "send_mail"]),
    );
  });

  it("follows the run: states, counts, logs and the end", async () => {
    const host = await panel(
      snapshot({
        run: run("Running", { started: Date.now() }),
        tasks: [taskRun("list_regions", "Running", { started: Date.now() })],
      }),
    );
    expect(await status(host, "list_regions")).toBe("running");
    await host.send(
      { type: "tasks", run: "r1", tasks: samples.completedTasks() },
      {
        type: "logs",
        run: "r1",
        lines: [{ level: "info", message: "all regions listed", time: START }],
      },
      { type: "run", run: run("Completed", { ended: START + 13_000 }) },
    );
    await host.page.getByText("130/130 done").waitFor();
    expect(await status(host, "list_regions")).toBe("success");
    await host.page.getByText("all regions listed").waitFor();
    await host.page
      .locator("#polite", { hasText: "Run Completed. 130 of 130 done" })
      .waitFor({ state: "attached" });
  });

  it("asks for a new snapshot after a gap, and ignores what it does not know", async () => {
    const host = await panel(snapshot());
    await host.forget();
    await host.sendRaw({ type: "telepathy", seq: 2 });
    await host.sendRaw("not even an object");
    await host.sendRaw(null);
    host.skipSeq();
    host.skipSeq();
    await host.send({ type: "pinned", pinned: true });
    await host.posted("ready");
    expect(await host.page.getAttribute("#pin", "aria-pressed")).toBe("false");
  });

  it("opens a failed run on its first failure, with the error on top", async () => {
    const host = await panel(failedRun());
    const details = host.page.locator("#details");
    await details.getByText("502 Bad Gateway").waitFor();
    await details.getByText("http.ts:41:11").click();
    expect(await host.posted("openSource")).toEqual({
      type: "openSource",
      file: "/project/flows/http.ts",
      line: 41,
      column: 11,
    });
    await details.getByText("Retry from here").click();
    expect(await host.posted("retry")).toEqual({ type: "retry", run: "r1" });
    await details.getByText("Debug this task").click();
    expect(await host.posted("debugTask")).toMatchObject({ task: "r1.fetch_orders.17" });
    expect((await host.posted("details")).task).toBe("r1.fetch_orders.17");
    await host.send({
      type: "details",
      task: "r1.fetch_orders.17",
      inputs: [{ name: "region", text: '"emea"' }],
    });
    await details.getByText('"emea"').waitFor();
  });

  it("keeps every node in place but the new one when a task is inserted", async () => {
    const graph = samples.generated(40, 5);
    const host = await panel(snapshot({ source: source(graph) }), { width: 2400, height: 1400 });
    const order = () =>
      host.page.$$eval(".card:not([hidden])", (all) =>
        all
          .map((each) => {
            const { left, top } = each.getBoundingClientRect();
            return {
              name: each.querySelector(".name")?.textContent ?? "",
              left: Math.round(left),
              top,
            };
          })
          .sort((a, b) => a.left - b.left || a.top - b.top)
          .map(({ name }) => name),
      );
    await host.page.keyboard.press("f");
    await host.page.click("#fit");
    const before = await order();
    const grown = {
      ...graph,
      nodes: [...graph.nodes, node("extra")],
      edges: [...graph.edges, edge("step_39", "extra")],
    };
    await host.send({ type: "source", source: source(grown) });
    await host.page.getByText("extra", { exact: true }).first().waitFor({ state: "attached" });
    await host.settled();
    expect((await order()).filter((name) => name !== "extra" && before.includes(name))).toEqual(
      before.filter((name) => name !== "extra"),
    );
  });

  it("stacks a mapped task of a thousand into one card", async () => {
    const tasks = samples.mapped("fetch_orders", 1000, (index) =>
      index < 600 ? "Completed" : "Running",
    );
    const host = await panel(snapshot({ run: run("Running", { started: Date.now() }), tasks }));
    const card = host.page.locator(".card.stacked:visible", { hasText: "fetch_orders" });
    expect(await card.textContent()).toMatch(/600 done/);
    expect(await card.locator(".times").textContent()).toBe("×1000");
    expect(await host.page.locator(".card:visible").count()).toBeLessThan(16);
  });

  it("closes and opens groups, by mouse and by key", async () => {
    const host = await panel(snapshot());
    await host.page.locator(".group:visible", { hasText: "archive" }).locator(".chevron").click();
    await host.page.getByText("compress", { exact: true }).waitFor({ state: "hidden" });
    await host.settled();
    await host.page.keyboard.press("e");
    await host.page.getByText("compress", { exact: true }).waitFor();
  });

  it("says why an edge is there", async () => {
    const host = await panel(snapshot());
    await host.page.locator(".card:visible", { hasText: "fetch_orders" }).click();
    await host.page.locator("#details").getByText("why").nth(1).click();
    const asked = await host.posted("explainEdge");
    expect(asked.edge).toEqual({ from: "list_regions", to: "fetch_orders", kind: "data" });
    await host.send({
      type: "edge",
      flow: asked.flow,
      edge: asked.edge,
      text: "Each region's code is handed to fetch_orders.",
      evidence: [
        {
          location: { file: samples.FILE, range: samples.range(11) },
          code: "fetchOrders.map(regions)",
        },
      ],
    });
    await host.page.getByText("Each region's code").waitFor();
    await host.page.locator("#details").getByText("daily-report.ts:12").click();
    expect(await host.posted("openSource")).toMatchObject({ file: samples.FILE });
  });

  it("shows where the code and the run differ", async () => {
    const tasks = samples.completedTasks().filter((task) => task.node !== "summarise");
    const stray = taskRun("hotfix", "Completed", { name: "hotfix" });
    delete stray.node;
    const host = await panel(
      snapshot({
        run: run("Completed", { ended: START + 13_000, codeChanged: true }),
        tasks: [...tasks, stray],
      }),
    );
    await host.page.getByRole("button", { name: "Compare", exact: true }).click();
    await host.page.getByText("1 task only in the code, 1 task only in the run").waitFor();
    const classes = await host.page
      .locator(".card:visible", { hasText: "summarise" })
      .getAttribute("class");
    expect(classes).toContain("code-only");
    const seen = await host.page.locator(".card.seen:visible").getAttribute("class");
    expect(seen).toContain("run-only");
  });

  it("makes a form from the parameters and runs with what was typed", async () => {
    const host = await panel(
      snapshot({ source: source(dailyReport(), { lastParams: { limit: 5 } }) }),
    );
    await host.page.click("#run");
    const form = host.page.locator("dialog");
    await form.getByText("Run daily-report").waitFor();
    await host.page.keyboard.press("Enter");
    await form.getByText("At least 1 characters").waitFor();
    await host.page.keyboard.type("2026-03-14");
    await form.locator("select").selectOption({ label: "pdf" });
    await form.getByRole("checkbox").check();
    await form.locator("vscode-text-area").click();
    await host.page.keyboard.type('{"to": "a@b.c"}');
    await form.locator("vscode-button", { hasText: "Run" }).click();
    expect(await host.posted("run")).toEqual({
      type: "run",
      flow: dailyReport().key,
      debug: false,
      params: { day: "2026-03-14", limit: 5, format: "pdf", dryRun: true, mail: { to: "a@b.c" } },
    });
  });

  it("exports SVG, PNG and Mermaid", async () => {
    const host = await panel(failedRun());
    for (const [command, name] of [
      ["exportSvg", "daily-report.svg"],
      ["exportMermaid", "daily-report.mmd"],
      ["exportPng", "daily-report.png"],
      ["exportJson", "daily-report.run.json"],
    ] as const) {
      await host.send({ type: "command", command });
      await host.page.waitForFunction(
        (wanted) =>
          (window as unknown as { posted: { name?: string }[] }).posted.some(
            (each) => each.name === wanted,
          ),
        name,
      );
    }
    const saved = (await host.all()).filter((message) => message.type === "save");
    const svg = saved.find(({ name }) => name.endsWith(".svg"))?.content ?? "";
    for (const label of ["send_mail", "render_report", "upstream failed"])
      expect(svg).toContain(label);
    expect(svg).not.toMatch(/color-mix|var\(/);
    const png = Buffer.from(
      saved.find(({ name }) => name.endsWith(".png"))?.content ?? "",
      "base64",
    );
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(png.length).toBeGreaterThan(10_000);
  });

  it("is driven by keys alone", async () => {
    const host = await panel(failedRun());
    const { page } = host;
    const active = () =>
      page.evaluate(() => {
        const tree = document.activeElement?.id === "mirror" ? document.activeElement : null;
        const id = tree?.getAttribute("aria-activedescendant");
        return id ? (document.getElementById(id)?.textContent ?? "") : "";
      });
    for (let press = 0; press < 40 && !(await active()); press++) await page.keyboard.press("Tab");
    expect(await active()).toMatch(/^fetch_orders, for each, failed/);
    await page.keyboard.press("ArrowRight");
    expect(await active()).toMatch(/^convert_currency, upstream failed/);
    await page.keyboard.press("ArrowLeft");
    expect(await active()).toMatch(/^fetch_orders/);
    await page.keyboard.press("Enter");
    expect(await host.posted("revealNode")).toMatchObject({
      node: "fetch_orders",
      target: "call",
      focus: true,
    });
    await page.keyboard.press("d");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("details");
    await page.keyboard.press("l");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("log");
    await page.keyboard.press("Escape");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("mirror");
    await page.keyboard.press("c");
    expect(await page.getAttribute("#critical", "aria-pressed")).toBe("true");
    await page.keyboard.press("b");
    await page.locator(".tl-row").first().waitFor();
    await page.keyboard.press("t");
    await page.locator("#graph-pane").waitFor({ state: "hidden" });
    await page.keyboard.press("g");
    await page.keyboard.press("/");
    await page.keyboard.type("mail");
    await page.getByText("1 match").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("n");
    expect(await active()).toMatch(/^fetch_orders/);
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const before = await page.locator("#world").getAttribute("style");
    await page.keyboard.press("Alt+ArrowRight");
    await page.waitForFunction(
      (old) => document.querySelector("#world")?.getAttribute("style") !== old,
      before,
    );
    await page.keyboard.press("r");
    await page.getByRole("dialog", { name: "Run daily-report" }).waitFor();
  });

  it.each<[ThemeName, string]>([
    ["dark", "graph"],
    ["light", "graph"],
    ["hc-dark", "graph"],
    ["dark", "both"],
    ["hc-light", "list"],
    ["light", "empty"],
  ])("has nothing for axe to complain of: %s, %s", async (theme, what) => {
    const first =
      what === "empty" ? snapshot({ source: { phase: "empty", flows: [] } }) : failedRun();
    const host = await panel(first, { theme });
    if (what === "both") await host.page.keyboard.press("b");
    if (what === "list") await host.page.keyboard.press("i");
    const found = await axe(host);
    expect(found).toEqual([]);
  });

  it("shows hostile names, logs and errors as text", async () => {
    const evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
    const long = `${"x".repeat(10_000)}END`;
    const graph = flow(
      evil,
      [
        node("evil", { label: evil }),
        node("rtl", { label: "\u202egnp.exe עברית" }),
        node("long", { label: long }),
      ],
      [edge("evil", "rtl", { path: evil })],
    );
    const failed = taskRun("evil", "Failed", {
      name: evil,
      started: START,
      ended: START + 5,
      error: {
        name: evil,
        message: `${evil}\n${long}`,
        stack: [{ function: evil, file: `/a/${evil}`, line: 1, column: 1 }],
      },
    });
    const host = await panel(
      snapshot({
        source: source(graph, { stale: { message: evil } }),
        run: run("Failed", { ended: START + 9, label: evil, params: { [evil]: evil } }),
        tasks: [failed],
        logs: [
          {
            level: "error",
            message: `${evil} \u001b[31m${evil}\u001b[0m \u001b]8;;javascript:alert(1)\u0007x`,
            time: START,
            task: "r1.evil",
          },
          { level: "info", message: long, time: START },
          { level: "info", message: "\u0000\u0001\u001b[99;99;zbinary\u202e", time: START },
        ],
        runs: [{ id: "r1", label: evil, state: state("Failed"), started: START }],
      }),
    );
    await host.page.locator("#logs-pane").getByText("<img src=x").first().waitFor();
    await host.page.locator("#details").getByText("<img src=x").first().waitFor();
    expect(await host.page.$$eval("img, #panel script", (all) => all.length)).toBe(0);
    expect(await host.page.evaluate(() => "hacked" in window)).toBe(false);
    const name = await host.page
      .locator(".card:visible", { hasText: "exe" })
      .locator(".name")
      .textContent();
    expect(name).not.toContain("\u202e");
    expect(
      await host.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
    ).toBe(true);
    expect(
      await host.page.$$eval(".log-row", (all) =>
        all.some((row) => (row.textContent ?? "").length > 5000),
      ),
    ).toBe(false);
  });

  it("keeps only the rows in view of a hundred thousand log lines", async () => {
    const host = await panel(
      snapshot({ run: run("Running", { started: Date.now() }), tasks: samples.runningTasks() }),
    );
    await host.page.evaluate((start) => {
      for (let batch = 0; batch < 10; batch++) {
        const lines = Array.from({ length: 10_000 }, (_, index) => ({
          level: "info",
          message: `line ${batch * 10_000 + index}`,
          time: start + index,
        }));
        window.postMessage({ type: "logs", seq: batch + 2, run: "r1", lines }, "*");
      }
    }, START);
    await host.page.getByText("line 99999", { exact: true }).waitFor();
    expect(await host.page.locator(".log-row").count()).toBeLessThan(80);
    await host.page.getByText(/older left out/).waitFor();
  });

  it("keeps the last good graph and says what is wrong with the source", async () => {
    const host = await panel(snapshot());
    const stale = {
      message: "';' expected.",
      location: { file: samples.FILE, range: samples.range(20) },
      nodes: ["summarise"],
    };
    await host.send({ type: "source", source: source(dailyReport(), { stale }) });
    await host.page.getByText("This is the last good graph. ';' expected.").waitFor();
    await host.settled();
    expect(await cards(host)).toContain("summarise");
    expect(await host.page.locator(".card.wrong:visible").count()).toBe(1);
  });

  it("shows a lost run with its clocks stopped", async () => {
    const lost = { message: "It ended with SIGKILL.", since: START + 5000 };
    const host = await panel(
      snapshot({ run: run("Running", { lost }), tasks: samples.runningTasks() }),
    );
    await host.page.getByText("The run process is gone. It ended with SIGKILL.").waitFor();
    expect(await host.page.locator(".clock").textContent()).toBe("00:05");
    expect(await host.page.getAttribute("#stop", "disabled")).not.toBeNull();
  });

  it("refuses to run where it may not, and says why", async () => {
    const runBlocked = {
      message: "Runs are off in untrusted workspaces.",
      action: { label: "Manage trust", command: "workbench.trust.manage" },
    };
    const host = await panel(snapshot({ source: source(dailyReport(), { runBlocked }) }));
    await host.page.getByText("Runs are off in untrusted workspaces.").waitFor();
    await host.page.keyboard.press("r");
    expect((await host.all()).some(({ type }) => type === "run")).toBe(false);
    await host.page.getByText("Manage trust").click();
    expect(await host.posted("runBlockedAction")).toMatchObject({
      command: "workbench.trust.manage",
    });
  });

  it("offers a way on where there is no flow", async () => {
    const host = await panel(
      snapshot({ source: { phase: "empty", flows: [], fileLabel: "a.ts" } }),
    );
    await host.page.getByText("No flow found in a.ts.").waitFor();
    await host.page.getByText("Insert example flow").click();
    await host.posted("insertExample");
  });

  it("comes back as it was left", async () => {
    const first = await panel(snapshot());
    await first.page.locator(".card:visible", { hasText: "summarise" }).click();
    await first.page.keyboard.press("b");
    await first.page.waitForFunction(
      () => (window as unknown as { state: { mode?: string } }).state.mode === "both",
    );
    const kept = await first.state();
    const second = await panel(snapshot(), { state: kept });
    expect(await second.page.locator(".card.selected:visible .name").textContent()).toBe(
      "summarise",
    );
    expect(await second.page.getAttribute("#panel", "data-mode")).toBe("both");
  });

  it("turns details into a drawer where it is narrow", async () => {
    const host = await panel(failedRun(), { width: 480, height: 900 });
    const graph = await host.page.locator("#graph-pane").boundingBox();
    const details = await host.page.locator("#details").boundingBox();
    expect(details?.y).toBeGreaterThan(graph?.y ?? 0);
    expect(details?.width).toBeGreaterThan(400);
  });
});
