import { test } from "vitest";
import { eventually } from "../driver/eventually.js";
import type { Stage } from "../stage.js";

export function questionsJourney(stage: () => Stage): void {
  test("a run asks: answered from the notification, then in the panel", async () => {
    const { workbench } = stage();
    await workbench.openFile("flows/release.ts");
    await workbench.lens("Run").click();
    const panel = await workbench.panel();
    await eventually(() => panel.status("approve")).toBe("paused");
    const asks = workbench.notification("release asks: Where is 1.4.0 to go?");
    await asks.waitFor();
    await workbench.statusBarItem("1 waiting for an answer").waitFor();
    await workbench.screenshots("question");
    await asks.getByText("Answer", { exact: true }).click();
    await workbench.pick("beta");

    // The second one has parts: it needs the panel's form.
    const form = panel.frame.locator(".ask", { hasText: "What does the review say?" });
    await form.waitFor();
    await workbench.screenshots("question-form");
    await form.locator("input").nth(0).fill("Ada");
    await form.locator("input").nth(1).fill("-1");
    await form.getByText("Send").click();
    await form.locator(".field-problem", { hasText: /./ }).first().waitFor();
    await form.locator("input").nth(1).fill("2");
    await form.getByText("Send").click();
    await eventually(() => panel.status("publish")).toBe("success");
    await panel.logLine('beta: {"reviewer":"Ada","risk":2}').waitFor();
    await workbench.statusBarItem("waiting for an answer").waitFor({ state: "hidden" });
  });
}
