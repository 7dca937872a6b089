import type { PanelArtifact } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { axe } from "./support/axe.js";
import { chromiumPath } from "./support/chromium.js";
import { artifacts, completedTasks, run, START, snapshot } from "./support/samples.js";
import { stage } from "./support/stage.js";

describe.skipIf(chromiumPath === undefined)("artifacts of a run", { timeout: 60_000 }, () => {
  const own = stage();
  const showing = async (made: PanelArtifact[]) => {
    const host = await own.panel(
      snapshot({ run: run("Completed", { ended: START + 13_000 }), tasks: completedTasks() }),
      { width: 1400 },
    );
    await host.send({ type: "artifacts", run: "r1", artifacts: made });
    await host.page.locator("#details .artifact").first().waitFor();
    return { host, details: host.page.locator("#details") };
  };

  it("are a table, a text, a link and a picture", async () => {
    const { host, details } = await showing(artifacts());
    expect(await details.getByRole("heading", { level: 4 }).allTextContents()).toEqual(
      artifacts().map(({ key }) => key),
    );
    const table = details.getByRole("table", { name: "regions" });
    expect(await table.getByRole("columnheader").allTextContents()).toEqual([
      "region",
      "orders",
      "total",
      "late",
    ]);
    expect(await table.getByRole("row").nth(1).getByRole("cell").allTextContents()).toEqual([
      "emea",
      "1204",
      "88,310.50",
      "true",
    ]);
    expect(await details.getByText("The first 3 of 1,200 rows.").count()).toBe(1);
    await details.getByText("# Orders of 14 March").waitFor();
    const picture = details.getByRole("img", { name: "chart" });
    await expect
      .poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth))
      .toBeGreaterThan(0);
    expect(await axe(host)).toEqual([]);
  });

  it("open by the keyboard too: by name, never by what the page says", async () => {
    const { host, details } = await showing(artifacts());
    await details.getByRole("link", { name: "https://example.com/reports/14" }).focus();
    await host.page.keyboard.press("Enter");
    expect(await host.posted("openArtifact")).toEqual({
      ...{ type: "openArtifact", run: "r1", key: "dashboard" },
    });
    await host.forget();
    await details.getByRole("button", { name: "Open in editor: summary" }).press("Enter");
    expect((await host.posted("openArtifact")).key).toBe("summary");
    await host.forget();
    await details.getByRole("button", { name: "Open as JSON: regions" }).click();
    expect((await host.posted("openArtifact")).key).toBe("regions");
    await details.getByRole("button", { name: "summarise", exact: true }).click();
    expect((await host.posted("details")).task).toBe("r1.summarise");
  });

  it("keep the focus when another comes, and go with their run", async () => {
    const { host, details } = await showing(artifacts().slice(0, 3));
    await details.getByRole("button", { name: "Open in editor: summary" }).focus();
    await host.send({ type: "artifacts", run: "r1", artifacts: artifacts() });
    await details.getByText("Artifacts: 5").waitFor();
    expect(await host.page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(
      "Open in editor: summary",
    );
    await host.send({ type: "artifacts", run: "r0", artifacts: [] });
    await host.send({ type: "run", run: run("Completed", { id: "r2", ended: START }) });
    await details.locator(".artifact").first().waitFor({ state: "detached" });
  });

  it("are text, whatever they hold", async () => {
    const evil = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>";
    const of = (key: string, content: PanelArtifact["content"]) => ({ run: "r1", key, content });
    const { host, details } = await showing([
      of(evil, { kind: "markdown", text: `${evil}\u202e [x](javascript:alert(1))` }),
      of("table", { kind: "table", columns: [evil], rows: [[evil], [], ["a".repeat(5_000)]] }),
      of("link", { kind: "link", url: "javascript:window.hacked=1", opens: false }),
      of("page", { kind: "image", url: "data:text/html,<script>window.hacked=1</script>" }),
      of("far", { kind: "image", url: "https://example.com/spy.png" }),
      of("svg", {
        kind: "image",
        url: `data:image/svg+xml,${encodeURIComponent(
          `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="top.hacked=1"><script>top.hacked=1</script></svg>`,
        )}`,
      }),
      of("broken", { kind: "image", url: "data:image/png;base64,AAAA" }),
    ]);
    await details.getByText("This picture cannot be drawn: it is damaged.").waitFor();
    expect(await details.getByRole("table").getByRole("columnheader").textContent()).toBe(evil);
    expect(await details.locator("a, script").count()).toBe(0);
    expect(await details.getByRole("img", { name: /./ }).count()).toBe(1);
    expect(await details.getByRole("link").count()).toBe(0);
    expect(await details.textContent()).not.toContain("\u202e");
    expect(await host.page.evaluate(() => "hacked" in window)).toBe(false);
    expect(await details.evaluate((pane) => pane.scrollWidth <= pane.clientWidth)).toBe(true);
  });
});
