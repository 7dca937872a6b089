import { describe, expect, it } from "vitest";
import { chromiumPath } from "./support/chromium.js";
import type { FakeHost } from "./support/fake-host.js";
import * as samples from "./support/samples.js";
import { stage } from "./support/stage.js";

const { run, snapshot, START } = samples;

const line = (message: string) => ({ level: "info" as const, message, time: START });
const messages = (host: FakeHost) => host.page.locator(".log-message").allTextContents();

describe.skipIf(chromiumPath === undefined)("log lines of runs", { timeout: 60_000 }, () => {
  const own = stage();

  it("are another run's as soon as that one is shown, though as many as before", async () => {
    const host = await own.panel(snapshot({ run: run("Failed"), logs: [line("of the first")] }));
    await expect.poll(() => messages(host)).toEqual(["of the first"]);
    const retry = run("Running", { id: "r2" });
    await host.send(snapshot({ run: retry, logs: [line("of the retry")] }));
    await expect.poll(() => messages(host)).toEqual(["of the retry"]);
    await host.send(
      { type: "run", run: run("Running", { id: "r3" }) },
      { type: "logs", run: "r3", lines: [line("of the third")] },
    );
    await expect.poll(() => messages(host)).toEqual(["of the third"]);
  });

  it("are gone when a run is shown that has said nothing yet", async () => {
    const host = await own.panel(snapshot({ run: run("Failed"), logs: [line("of the first")] }));
    await expect.poll(() => messages(host)).toEqual(["of the first"]);
    await host.send({ type: "run", run: run("Pending", { id: "r2" }) });
    await expect.poll(() => messages(host)).toEqual([]);
  });
});
