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

  it("stand below one another where they wrap, whatever they are made of", async () => {
    const source = { file: "/a/some-long-file-name.ts", line: 123 };
    const logs = [
      "word ",
      "a\tb\tc\t",
      "\u65e5\u672c\u8a9e",
      "\u{1f389}",
      "w",
      "\u001b[31mred ",
    ].flatMap((text) => [
      line(text.repeat(60)),
      { ...line(text.repeat(90)), source },
      line("short"),
    ]);
    const host = await own.panel(snapshot({ run: run("Completed"), logs }));
    await host.page.locator("[title='Wrap lines']").click();
    const gaps = () =>
      host.page.locator(".log-row").evaluateAll((rows) => {
        const boxes = rows.map((row) => row.getBoundingClientRect());
        return boxes.slice(1).map((box, i) => Math.round(box.top - (boxes[i]?.bottom ?? 0)));
      });
    for (const top of [100_000, 0, 300]) {
      await host.page.locator(".log-list").evaluate((list, to) => {
        list.scrollTop = to;
      }, top);
      await expect.poll(async () => new Set(await gaps())).toEqual(new Set([0]));
    }
  });
});
