import type { Frame, Locator } from "playwright-core";
import { middleEllipsis } from "../../../webview/src/model/format.js";

/** Letters that a card shows of a name at the least. */
const SHOWN = 8;

/** What a card may show of a name: it cuts the middle out of those that it has no room for. */
function shownAs(name: string): RegExp {
  const cuts = Array.from({ length: Math.max(0, name.length - SHOWN) }, (_, more) =>
    middleEllipsis(name, SHOWN + more),
  );
  const forms = [name, ...cuts].map((form) => form.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^(?:${forms.join("|")})$`);
}

/** The task graph in its webview, as a person sees it. */
export class PanelPage {
  constructor(readonly frame: Frame) {}

  /** A card that is out of sight waits, hidden, for another node to be drawn with. */
  card(name: string): Locator {
    return this.frame
      .locator(".card:not([hidden])", {
        has: this.frame.locator(".name", { hasText: shownAs(name) }),
      })
      .first();
  }

  /** Names of all nodes, also of those that are not on the screen, in reading order. */
  async nodes(): Promise<string[]> {
    const spoken = await this.frame.locator("#mirror [role=treeitem]").allTextContents();
    return spoken.map((text) => text.split(", ")[0] ?? "");
  }

  /** The state that a card shows: `notRun`, `running`, `success`, `failed`, … */
  async status(name: string): Promise<string | null> {
    return await this.card(name).getAttribute("data-status");
  }

  /** Waits for the layout that follows the provisional one. */
  async laidOut(): Promise<void> {
    await this.frame.locator('.world[data-quality="final"]').waitFor({ state: "attached" });
  }

  /** Where the cards are, by name, within the drawing. */
  async places(): Promise<Record<string, string>> {
    return await this.frame.locator(".card:not([hidden])").evaluateAll((cards) =>
      Object.fromEntries(
        cards.map((card) => {
          const { left, top } = (card as unknown as { style: { left: string; top: string } }).style;
          return [card.querySelector(".name")?.textContent ?? "", `${left} ${top}`];
        }),
      ),
    );
  }

  /** Fills the form of parameters and sends it. */
  async fillForm(values: Record<string, string>): Promise<void> {
    const form = this.frame.locator("dialog.form");
    await form.waitFor();
    for (const [name, value] of Object.entries(values)) {
      const field = form.locator(".field", { has: this.frame.getByText(name, { exact: true }) });
      const choice = field.locator("select");
      if ((await choice.count()) > 0) await choice.selectOption({ label: value });
      else await field.locator("input, textarea").first().fill(value);
    }
    await form.locator("vscode-button").first().click();
    await form.waitFor({ state: "detached" });
  }

  logLine(text: string): Locator {
    return this.frame.locator(".log-row", { hasText: text }).first();
  }

  get details(): Locator {
    return this.frame.locator("#details");
  }
}
