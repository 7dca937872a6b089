import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Frame, Locator, Page } from "playwright-core";
import { eventually } from "./eventually.js";
import { keptByWindow } from "./kept.js";
import { PanelPage } from "./panel.js";

const artifacts = fileURLToPath(new URL("../../../.artifacts/e2e/", import.meta.url));

export const THEMES = {
  dark: "Dark Modern",
  light: "Light Modern",
  contrast: "Dark High Contrast",
} as const;

/** Milliseconds that a list gets to show where its focus is. */
const SETTLING = 250;
/** Milliseconds for one look at text that may scroll away meanwhile. */
const LOOK = 1_000;
/** Entries of a quick input walked through for the wanted one. */
const ROWS = 25;

/** Waits for what moves once; a spinner never ends, nor does what is paused. */
async function settled(frame: Frame): Promise<void> {
  await frame
    .evaluate(() => {
      const page = globalThis as unknown as { document: { getAnimations(): Moving[] } };
      const moving = page.document.getAnimations();
      const once = moving.filter(
        ({ effect, playState }) => playState === "running" && effect?.getTiming().iterations === 1,
      );
      return Promise.allSettled(once.map(({ finished }) => finished)).then(() => undefined);
    })
    .catch(() => {}); // The frame went away.
}

interface Moving {
  effect: { getTiming(): { iterations?: number } } | null;
  playState: string;
  finished: Promise<unknown>;
}

interface GetStyle {
  getComputedStyle(element: unknown, pseudo: string): { content: string };
}

/** VS Code's window, as a person uses it: keys, commands and what is on the screen. */
export class Workbench {
  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
  ) {}

  static async open(browser: Browser, url: string, folder: string): Promise<Workbench> {
    return await Workbench.#at(browser, `${url}?folder=${encodeURIComponent(folder)}`);
  }

  /**
   * @param file a `.code-workspace`
   * @param folders how many it has: a window may come up before it has read them, and never does
   */
  static async openWorkspace(
    browser: Browser,
    url: string,
    file: string,
    folders: number,
  ): Promise<Workbench> {
    const workbench = await Workbench.#at(browser, `${url}?workspace=${encodeURIComponent(file)}`);
    const roots = workbench.page.locator(".explorer-folders-view .monaco-list-row[aria-level='1']");
    for (let attempt = 0; attempt < 5; attempt++) {
      await workbench.command("View: Show Explorer");
      const shown = roots.nth(folders - 1).waitFor({ timeout: 5_000 });
      if (
        await shown.then(
          () => true,
          () => false,
        )
      )
        return workbench;
      await workbench.reload();
    }
    throw new Error(`VS Code does not show the ${folders} folders of ${file}.`);
  }

  static async #at(browser: Browser, address: string): Promise<Workbench> {
    const context = await browser.newContext({ viewport: { width: 1600, height: 960 } });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    await page.goto(address);
    const workbench = new Workbench(page, context);
    await workbench.ready();
    // Room for text and graph.
    await workbench.command("View: Close Primary Side Bar");
    return workbench;
  }

  /** Waits until the window takes keys. */
  async ready(): Promise<void> {
    await this.page.locator(".monaco-workbench .statusbar").waitFor();
    await this.page.locator(".part.editor .editor-group-container").first().waitFor();
  }

  /**
   * Reloads the window. In a browser VS Code writes down what it keeps every few seconds, and nothing
   * when it is left: waits until it has written all of this.
   */
  async reload(...kept: string[]): Promise<void> {
    const missing = async () => {
      const written = await keptByWindow(this.page);
      return kept.filter((text) => !written.includes(text));
    };
    await eventually(missing).toEqual([]);
    await this.page.reload();
    await this.ready();
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  /** Runs a command by the title the palette shows. */
  async command(title: string): Promise<void> {
    await this.#choose("F1", `>${title}`, title);
  }

  /** Opens a quick input with a key and takes the entry of this label. */
  async #choose(key: string, text: string, label: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#quickInput(key);
        return await this.pick(text, label, 4_000);
      } catch (error) {
        // Something else took the focus, and the input closed; or the list was made before the
        // entry was there, as that of a command whose extension just starts.
        if (attempt === 6) throw error;
        await this.press("Escape");
      }
    }
  }

  /**
   * Types into the open quick input and takes the entry of this label: by key, because the list may
   * still move under a pointer.
   */
  async pick(text: string, label = text, timeout = 20_000): Promise<void> {
    await this.#input.fill(text, { timeout });
    const exact = this.page.getByText(label, { exact: true });
    const rows = this.page.locator(".quick-input-widget:visible .monaco-list-row");
    await rows.filter({ has: exact }).first().waitFor({ timeout });
    const wanted = rows.and(this.page.locator(".focused")).filter({ has: exact });
    const focused = () =>
      wanted.waitFor({ timeout: SETTLING }).then(
        () => true,
        () => false,
      );
    for (let row = 0; row < ROWS && !(await focused()); row++) {
      await this.#input.press("ArrowDown");
    }
    await wanted.waitFor({ timeout: 1_000 });
    await this.#input.press("Enter");
  }

  /** Checks the entry of this label in a quick input that takes several, and closes it. */
  async check(label: string): Promise<void> {
    const row = this.page.locator(".quick-input-widget:visible .monaco-list-row", {
      has: this.page.getByText(label, { exact: true }),
    });
    await row
      .locator("input[type=checkbox], .monaco-checkbox, .quick-input-list-checkbox")
      .first()
      .click();
    await this.#input.press("Enter");
  }

  /** Types the answer to what an input box asks. */
  async answer(prompt: string, text: string): Promise<void> {
    const box = this.page.locator(".quick-input-widget:visible", { hasText: prompt });
    await box.waitFor();
    await box.locator("input[type=text]").first().fill(text);
    await this.#input.press("Enter");
  }

  /** Opens a file by its absolute path. */
  async openPath(path: string): Promise<void> {
    await this.#quickInput("Control+P");
    await this.#input.fill(path);
    const name = path.slice(path.lastIndexOf("/") + 1);
    const row = this.page.locator(".quick-input-widget:visible .monaco-list-row", {
      hasText: name,
    });
    await row.first().waitFor();
    await this.#input.press("Enter");
    await this.page.locator(".tab.active", { hasText: name }).waitFor();
    await this.#textOf(path);
  }

  /** Opens a file of the workspace and waits for its text. */
  async openFile(path: string): Promise<void> {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const tab = this.page.locator(".tab.active", { hasText: name });
    // The list may change under the pointer while files are still being found.
    for (let attempt = 0; attempt < 3 && !(await tab.isVisible()); attempt++) {
      await this.#choose("Control+P", path, name);
      await tab.waitFor({ timeout: 5_000 }).catch(() => {});
    }
    await tab.waitFor();
    await this.#textOf(path);
  }

  /** The tab comes before the text, and what is asked for in between is about the text before. */
  async #textOf(path: string): Promise<void> {
    await this.editor.locator(`.monaco-editor[data-uri$="${path}"] .view-line`).first().waitFor();
  }

  async goToLine(line: number, column = 1): Promise<void> {
    await this.#quickInput("Control+G");
    const input = this.#input;
    await input.fill(`:${line}:${column}`);
    await input.press("Enter");
  }

  get #input(): Locator {
    return this.page.locator(".quick-input-widget:visible input[type=text]").first();
  }

  /** Opens a quick input. A window that just got ready may drop the first key. */
  async #quickInput(key: string): Promise<void> {
    await this.page.keyboard.press(key);
    const opened = this.#input.waitFor({ timeout: 2_000 });
    await opened.catch(async () => {
      await this.page.keyboard.press(key);
      await this.#input.waitFor();
    });
  }

  get editor(): Locator {
    return this.page.locator(".editor-group-container.active .editor-instance").first();
  }

  /** A line of the editor by a piece of its text. */
  line(text: string): Locator {
    // Monaco draws spaces as no-break spaces.
    return this.page.locator(".view-line", { hasText: text.replaceAll(" ", "\u00a0") }).first();
  }

  /**
   * Puts the pointer on a word of the editor until the hover says this. Lenses that come meanwhile
   * move the word away from under it.
   */
  async hover(line: string, word: string, says: RegExp): Promise<void> {
    const content = this.page.locator(".monaco-hover:not(.hidden) .monaco-hover-content", {
      hasText: says,
    });
    for (let attempt = 1; attempt < 5; attempt++) {
      await this.page.mouse.move(0, 0);
      await this.line(line).getByText(word).first().hover();
      const shown = content.first().waitFor({ timeout: 5_000 });
      if (
        await shown.then(
          () => true,
          () => false,
        )
      )
        return;
    }
    await content.first().waitFor({ timeout: 1_000 });
  }

  /** Texts of the code lenses on the screen, left to right, top to bottom. */
  async lenses(): Promise<string[]> {
    return await this.page.locator(".codelens-decoration a").allInnerTexts();
  }

  /** The first lens that says just this. */
  lens(text: string): Locator {
    return this.page
      .locator(".codelens-decoration a", { hasText: new RegExp(`^\\s*${text}\\s*$`) })
      .first();
  }

  squiggles(severity: "error" | "warning" | "info" | "hint"): Locator {
    return this.page.locator(`.squiggly-${severity}`);
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator(".notification-toast", { hasText: text }).first();
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator(".statusbar-item", { hasText: text }).first();
  }

  /** The first row of the tree view of this title that says so. */
  treeRow(view: string, text: string | RegExp): Locator {
    return this.rows(view, text).first();
  }

  rows(view: string, text: string | RegExp): Locator {
    const pane = `.pane:has(.pane-header[aria-label^="${view}"])`;
    return this.page.locator(`${pane} .monaco-list-row`, { hasText: text });
  }

  /** Puts the pointer on a row until this is told of it: a row that is drawn anew lets go of it. */
  async rowHover(row: Locator, told: RegExp): Promise<void> {
    const hover = this.page.locator(".monaco-hover", { hasText: told });
    for (let attempt = 0; attempt < 5 && !(await hover.isVisible()); attempt++) {
      await this.page.mouse.move(0, 0);
      await row.hover();
      await hover.waitFor({ timeout: 3_000 }).catch(() => {});
    }
    await hover.waitFor();
  }

  /** A line of the terminal that is in front. */
  terminalLine(text: string | RegExp): Locator {
    const rows = this.page.locator(".terminal-wrapper.active .xterm-rows > div");
    return rows.filter({ hasText: text }).first();
  }

  /** Presses a button that a row shows under the pointer. */
  async rowAction(row: Locator, title: string): Promise<void> {
    await row.hover();
    await row.locator(`.action-label[aria-label^="${title}"]`).click();
  }

  /** Takes an entry of the context menu that this has. */
  async menu(of: Locator, entry: string): Promise<void> {
    const item = this.page.locator(".monaco-menu .action-item", { hasText: entry }).first();
    // What an entry waits for may come a moment after the menu.
    for (let attempt = 0; attempt < 3 && !(await item.isVisible()); attempt++) {
      await this.press("Escape");
      await of.click({ button: "right" });
      await item.waitFor({ timeout: 3_000 }).catch(() => {});
    }
    await item.waitFor();
    // A menu that has only just opened takes no clicks: the one that opened it may still end there.
    for (let clicks = 0; clicks < 5 && (await item.isVisible()); clicks++) {
      await item.click({ timeout: SETTLING }).catch(() => {});
      await item.waitFor({ state: "detached", timeout: 1_000 }).catch(() => {});
    }
    await item.waitFor({ state: "detached" });
  }

  /** The nth panel: a webview is a frame in a frame. */
  async panel(nth = 0): Promise<PanelPage> {
    // The first frame of a view is replaced once its page is known.
    return await this.#panel(nth).catch(() => this.#panel(nth));
  }

  async #panel(nth: number): Promise<PanelPage> {
    const outer = this.page.locator("iframe.webview.ready").nth(nth);
    await outer.waitFor();
    const middle = await (await outer.elementHandle())?.contentFrame();
    const inner = await middle?.waitForSelector("iframe#active-frame");
    const frame = await inner?.contentFrame();
    if (!frame) throw new Error("The webview has no inner frame.");
    await frame.locator("body.loaded").waitFor();
    return new PanelPage(frame);
  }

  /** As the next journey wants to find it: nothing runs, nothing is open. */
  async clear(): Promise<void> {
    await this.press("Escape");
    const debugging = this.page.locator(".debug-toolbar");
    for (let stops = 0; stops < 5 && (await debugging.isVisible()); stops++) {
      await this.press("Shift+F5");
      await debugging.waitFor({ state: "hidden", timeout: 3_000 }).catch(() => {});
    }
    await this.closeEditors();
    if (await this.notification(/./).isVisible()) {
      await this.command("Notifications: Clear All Notifications");
    }
    if (await this.page.locator(".part.sidebar").isVisible()) {
      await this.command("View: Close Primary Side Bar");
    }
  }

  /** Closes all of them, without what was not saved. */
  async closeEditors(): Promise<void> {
    const empty = this.page.locator(".editor-group-container.empty").first();
    const discard = this.page.locator(".monaco-dialog-box .monaco-button", {
      hasText: "Don't Save",
    });
    // One that is just being opened, or asks whether to save, outlives the first command.
    for (let attempt = 0; attempt < 4 && !(await empty.isVisible()); attempt++) {
      await this.command("View: Close All Editors");
      await empty
        .or(discard)
        .first()
        .waitFor({ timeout: 5_000 })
        .catch(() => {});
      if (await discard.isVisible()) await discard.click();
      await empty.waitFor({ timeout: 2_000 }).catch(() => {});
    }
    await empty.waitFor();
  }

  /** The line of the text editor that holds the selection's end, as the status bar and screen show. */
  async selectedLine(): Promise<string> {
    const number = await this.page
      .locator(".line-numbers.active-line-number")
      .first()
      .textContent({ timeout: LOOK });
    const row = this.page.locator(".margin-view-overlays > div", {
      has: this.page.locator(".line-numbers.active-line-number"),
    });
    const top = await row
      .first()
      .evaluate((element) => (element as unknown as { style: { top: string } }).style.top, null, {
        timeout: LOOK,
      });
    const line = this.page.locator(
      `.view-lines .view-line[style*="top:${top}"], .view-lines .view-line[style*="top: ${top}"]`,
    );
    return `${number}: ${((await line.first().textContent({ timeout: LOOK })) ?? "").replaceAll("\u00a0", " ")}`;
  }

  /** Puts the cursor into a word of a line. */
  async clickInto(line: string, word: string): Promise<void> {
    await this.line(line).getByText(word).first().click();
  }

  /** Text that a decoration shows behind a line; empty where there is none. */
  async decorationAfter(line: Locator): Promise<string> {
    const texts = await line.locator("[class*='ced-']").evaluateAll((spans) =>
      spans.map((span) => {
        const { ownerDocument } = span as unknown as { ownerDocument: { defaultView: GetStyle } };
        return ownerDocument.defaultView.getComputedStyle(span, "::after").content;
      }),
    );
    return texts
      .filter((text) => text !== "none" && text !== "normal")
      .join(" ")
      .replaceAll("\u00a0", " ");
  }

  /** Selects this text, wherever it is in the file, and gives the editor the focus. */
  async reveal(text: string): Promise<void> {
    const find = this.page.locator(".find-widget.visible");
    await this.press("Control+F");
    await find.locator("textarea").first().fill(text);
    await find.locator(".matchesCount", { hasText: /^\d+ of / }).waitFor();
    await this.press("Enter");
    await find.locator(".matchesCount", { hasText: "1 of 1" }).waitFor();
    // The first one may only hide a notification.
    for (let escapes = 0; escapes < 3 && (await find.isVisible()); escapes++) {
      await find.locator("textarea").first().press("Escape");
      await find.waitFor({ state: "hidden", timeout: 1_000 }).catch(() => {});
    }
    await find.waitFor({ state: "hidden" });
  }

  /** Types another text in place of this one. */
  async replaceInLine(text: string, other: string): Promise<void> {
    await this.reveal(text);
    await this.page.keyboard.type(other);
  }

  /** Runs a keyboard shortcut, with the focus where it is. */
  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  async useTheme(theme: keyof typeof THEMES): Promise<void> {
    await this.command("Preferences: Color Theme");
    await this.pick(THEMES[theme]);
    await this.page
      .locator(
        `.monaco-workbench.${theme === "light" ? "vs" : theme === "dark" ? "vs-dark" : "hc-black"}`,
      )
      .waitFor();
  }

  /** Takes a picture in each theme, for people to look at. */
  async screenshots(name: string): Promise<void> {
    for (const theme of ["light", "contrast", "dark"] as const) {
      await this.useTheme(theme);
      await this.screenshot(`${name}-${theme}`);
    }
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(artifacts, { recursive: true });
    await Promise.all(this.page.frames().map(settled));
    await this.page.screenshot({ path: join(artifacts, `${name}.png`) });
  }
}
