import { describe, expect, it } from "vitest";
import { axe } from "./support/axe.js";
import { chromiumPath } from "./support/chromium.js";
import type { FakeHost, ThemeName } from "./support/fake-host.js";
import * as samples from "./support/samples.js";
import { stage } from "./support/stage.js";

const { run, snapshot, START, state, taskRun } = samples;

describe.skipIf(chromiumPath === undefined)(
  "a run that asks, and runs beside one another",
  { timeout: 60_000 },
  () => {
    const own = stage();
    const panel = own.panel.bind(own);
    const asking = (...inputs: ReturnType<typeof samples.request>[]) =>
      snapshot({
        run: run("Running", { started: Date.now() }),
        tasks: [taskRun("send_mail", "Running", { started: Date.now() })],
        inputs,
      });
    const completed = (theme?: ThemeName) =>
      panel(
        snapshot({
          run: run("Completed", { ended: START + 13_000 }),
          tasks: samples.completedTasks(),
          runs: [
            { id: "r1", label: "#42", state: state("Completed"), started: START, duration: 13_000 },
            { id: "r0", label: "#41", state: state("Failed"), started: START, duration: 9_400 },
          ],
        }),
        theme ? { theme } : {},
      );
    const card = (host: FakeHost, name: string) =>
      host.page.locator(".card:visible", { has: host.page.getByText(name, { exact: true }) });

    it("is answered by keys alone, and told aloud", async () => {
      const host = await panel(asking());
      await host.send({
        type: "inputs",
        run: "r1",
        requests: [samples.request({ until: Date.now() + 252_000 })],
      });
      await host.page
        .locator(".banner.question", { hasText: "Send the report to 214 people?" })
        .waitFor();
      await host.page
        .locator("#assertive", {
          hasText: "Press A to answer. The run waits for you: Send the report",
        })
        .waitFor({ state: "attached" });
      expect(await card(host, "send_mail").getAttribute("data-status")).toBe("paused");
      expect(await card(host, "send_mail").locator(".meta").textContent()).toBe("waits for you");
      await host.page.keyboard.press("a");
      await host.page
        .locator(".ask")
        .getByText(/^04:1\d left$/)
        .waitFor();
      await host.page.waitForFunction(() => document.activeElement?.textContent?.trim() === "Yes");
      await host.page.keyboard.press("Tab");
      await host.page.keyboard.press("Enter");
      expect(await host.posted("answerInput")).toEqual({
        type: "answerInput",
        request: "r1.input1",
        value: false,
      });
      await host.send({ type: "inputs", run: "r1", requests: [] });
      await host.page.locator(".ask").waitFor({ state: "detached" });
      await host.page.locator(".banner.question").waitFor({ state: "detached" });
      expect(await card(host, "send_mail").getAttribute("data-status")).toBe("running");
    });

    it("keeps what is typed while the run goes on, checks it, and says why it is refused", async () => {
      const schema = {
        type: "object",
        required: ["copies"],
        properties: { copies: { type: "integer", minimum: 1 }, note: { type: "string" } },
      };
      const host = await panel(asking(samples.request({ schema })));
      await host.page.keyboard.press("a");
      await host.page.locator(".ask vscode-text-field").first().click();
      await host.page.keyboard.type("0");
      await host.send({
        type: "tasks",
        run: "r1",
        tasks: [taskRun("list_regions", "Completed", { started: START, ended: START + 5 })],
      });
      await host.page.getByText("1/2 done").waitFor();
      await host.page.keyboard.press("Enter");
      await host.page.getByText("At least 1").waitFor();
      await host.page.keyboard.press("Backspace");
      await host.page.keyboard.type("2");
      await host.page.keyboard.press("Enter");
      expect(await host.posted("answerInput")).toMatchObject({ value: { copies: 2 } });
      await host.send({
        type: "inputRefused",
        request: "r1.input1",
        message: "copies must be at least 3.",
      });
      await host.page.locator(".ask").getByText("copies must be at least 3.").waitFor();
      await host.forget();
      await host.page.keyboard.press("Enter");
      expect(await host.posted("answerInput")).toMatchObject({ value: { copies: 2 } });
    });

    it("asks what the flow itself asks, and tells when nobody waits any more", async () => {
      const { task: _, ...ownRequest } = samples.request({ until: Date.now() - 1 });
      const host = await panel(asking(ownRequest));
      const ask = host.page.locator(".ask");
      await ask.getByText("the flow").waitFor();
      await ask.getByText("nobody waits any more").waitFor();
      expect(await ask.locator("vscode-button").first().getAttribute("disabled")).not.toBeNull();
    });

    it("shows how the task did in its last runs, and opens one of them", async () => {
      const host = await completed();
      await card(host, "summarise").click();
      const { task } = await host.posted("details");
      await host.send({ type: "trend", task, samples: samples.trend(task) });
      const plot = host.page.getByRole("toolbar", { name: "Median 1.3 s over 20 runs, 2 failed" });
      await plot.waitFor();
      expect(await plot.locator(".trend-bar").count()).toBe(20);
      expect(await plot.locator(".this").count()).toBe(1);
      await plot.locator(".trend-bar").first().click();
      expect(await host.posted("selectRun")).toEqual({ type: "selectRun", run: "r20" });
    });

    it("walks a task's last runs by keys: one tab stop, spoken, and Enter opens the run", async () => {
      const host = await completed();
      await card(host, "summarise").click();
      const { task } = await host.posted("details");
      await host.send({ type: "trend", task, samples: samples.trend(task) });
      const plot = host.page.getByRole("toolbar", { name: "Median 1.3 s over 20 runs" });
      await plot.waitFor();
      const stops = plot.locator('[tabindex="0"]');
      expect(await stops.count()).toBe(1);
      // From the button before the plot, Tab arrives at the run that the details are about.
      await host.page.locator("#details vscode-button", { hasText: "Logs" }).focus();
      await host.page.keyboard.press("Tab");
      const spoken = () =>
        host.page.evaluate(() => [document.activeElement?.role, document.activeElement?.ariaLabel]);
      expect(await spoken()).toEqual(["button", "This run: completed, 1.9 s"]);
      const caption = host.page.locator(".trend-text");
      expect(await caption.textContent()).toBe("This run: completed, 1.9 s");

      await host.page.keyboard.press("ArrowRight");
      expect((await spoken())[1]).toBe("This run: completed, 1.9 s");
      await host.page.keyboard.press("Home");
      await host.page.keyboard.press("ArrowRight");
      expect((await spoken())[1]).toMatch(/: completed, 1\.2 s$/);
      expect(await stops.count()).toBe(1);
      await host.forget();
      await host.page.keyboard.press("Enter");
      expect(await host.all()).toEqual([{ type: "selectRun", run: "r19" }]);
      await host.page.keyboard.press("End");
      await host.forget();
      await host.page.keyboard.press("Space");
      expect(await host.all()).toEqual([{ type: "selectRun", run: "r1" }]);
      // And on: the next Tab leaves the plot, which says again what all runs amount to.
      await host.page.keyboard.press("Tab");
      expect(await caption.textContent()).toBe("Median 1.3 s over 20 runs, 2 failed");
    });

    it("compares with another run, and stops", async () => {
      const host = await completed();
      await host.page.locator("#details").getByText("Compare with…").click();
      await host.page.getByRole("menuitemcheckbox", { name: /^#41 · failed/ }).click();
      expect(await host.posted("compareRuns")).toEqual({ type: "compareRuns", with: "r0" });
      await host.send({ type: "comparison", comparison: samples.comparison() });
      const rows = host.page.locator(".runs-table tbody tr");
      await rows.first().waitFor();
      expect(await rows.first().textContent()).toBe("summarisefailed → completed1.9 ssame");
      await host.page.locator("#details").getByText("50 → 100").waitFor();
      expect(await card(host, "convert_currency").locator(".meta").textContent()).toBe(
        "1.6 s, +0.6 s",
      );
      expect(await axe(host)).toEqual([]);
      await host.page.locator("#banners").getByText("Stop comparing").click();
      expect(await host.posted("compareRuns")).toEqual({ type: "compareRuns" });
      await host.send({ type: "comparison" });
      await host.page.locator(".runs-table").waitFor({ state: "detached" });
    });

    it("says why a task ran, or did not", async () => {
      const host = await panel(
        snapshot({
          run: run("Completed", { ended: START + 900 }),
          tasks: [
            taskRun("list_regions", "Cached", { reason: "up to date" }),
            taskRun("summarise", "Completed", {
              started: START,
              ended: START + 800,
              reason: "data/orders.csv changed",
            }),
          ],
        }),
      );
      expect(await card(host, "list_regions").getAttribute("title")).toBe("up to date");
      await card(host, "summarise").click();
      await host.page.locator("#details").getByText("ran: data/orders.csv changed").waitFor();
      const spoken = host.page.getByRole("treeitem", { name: /^summarise/ });
      expect(await spoken.textContent()).toContain("ran: data/orders.csv changed");
    });

    it.each<ThemeName>(["dark", "light", "hc-dark", "hc-light"])(
      "has nothing for axe to complain of: %s",
      async (theme) => {
        const host = await panel(asking(samples.request()), { theme });
        await host.page.keyboard.press("a");
        const task = "r1.send_mail";
        await host.send({ type: "trend", task, samples: samples.trend(task) });
        await host.page.locator(".trend").waitFor();
        expect(await axe(host)).toEqual([]);
      },
    );
  },
);
