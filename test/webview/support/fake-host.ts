/**
 * A host for the panel: serves the built page under its own strict policy, stands in for VS Code's
 * API, and keeps count of what the policy blocked.
 */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { HostToPanel, PanelToHost } from "@millrace/protocol";
import type { Browser, Page } from "playwright-core";
import dark from "../themes/dark.json" with { type: "json" };
import hcDark from "../themes/hc-dark.json" with { type: "json" };
import hcLight from "../themes/hc-light.json" with { type: "json" };
import light from "../themes/light.json" with { type: "json" };

export const THEMES = { dark, light, "hc-dark": hcDark, "hc-light": hcLight };
export type ThemeName = keyof typeof THEMES;

const DIST = new URL("../../../webview/dist/", import.meta.url);
const NONCE = "bWlsbHJhY2U";
const TYPES: Record<string, string> = { js: "text/javascript", css: "text/css", html: "text/html" };

/** Everything but the snapshot's and deltas' sequence numbers. */
type Unnumbered<T> = T extends { seq: number } ? Omit<T, "seq"> : T;

export class FakeHost {
  private seq = 0;

  private constructor(
    readonly page: Page,
    private readonly server: Server,
    readonly problems: string[],
  ) {}

  /** Opens the panel and waits until it said `ready`. */
  static async open(
    browser: Browser,
    options: {
      theme?: ThemeName;
      width?: number;
      height?: number;
      state?: unknown;
      classes?: string;
      /** The file that elk's worker is fetched from. */
      worker?: string;
    } = {},
  ): Promise<FakeHost> {
    const theme = THEMES[options.theme ?? "dark"];
    const server = createServer((request, response) => {
      const name = (request.url ?? "/").slice(1);
      const type = TYPES[name.split(".").at(-1) ?? ""] ?? "text/plain";
      response.setHeader("content-type", `${type}; charset=utf-8`);
      try {
        const file = readFileSync(new URL(name, DIST));
        const page = name === "panel.html";
        response.end(page ? pageOf(file.toString(), origin(server), options.worker) : file);
      } catch {
        response.statusCode = name === "favicon.ico" ? 204 : 404;
        response.end();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

    const { width = 1280, height = 800 } = options;
    const page = await browser.newPage({ viewport: { width, height } });
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(`console: ${message.text()}`);
    });
    // tsx keeps the names of functions by a helper that the page does not have.
    await page.addInitScript({ content: "globalThis.__name = (target) => target;" });
    await page.addInitScript(standIn, {
      variables: theme.variables,
      className: `${theme.className} ${options.classes ?? ""}`.trim(),
      state: options.state,
    });
    await page.goto(`${origin(server)}/panel.html`);
    const host = new FakeHost(page, server, problems);
    await host.posted("ready");
    return host;
  }

  async send(...messages: Unnumbered<HostToPanel>[]): Promise<void> {
    const numbered = messages.map((message) => ({ ...message, seq: ++this.seq }));
    await this.page.evaluate((list) => {
      for (const message of list) window.postMessage(message, "*");
    }, numbered);
  }

  /** A message the panel had no business to get in this order. */
  async sendRaw(message: unknown): Promise<void> {
    await this.page.evaluate((raw) => window.postMessage(raw, "*"), message);
  }

  skipSeq(): void {
    this.seq++;
  }

  /** Waits for a message of this type; answers the last one. */
  async posted<T extends PanelToHost["type"]>(type: T): Promise<Extract<PanelToHost, { type: T }>> {
    const handle = await this.page.waitForFunction(
      (wanted) => (window as unknown as FakeWindow).posted.findLast(({ type: t }) => t === wanted),
      type,
      { timeout: 30_000 },
    );
    return (await handle.jsonValue()) as Extract<PanelToHost, { type: T }>;
  }

  all(): Promise<PanelToHost[]> {
    return this.page.evaluate(() => (window as unknown as FakeWindow).posted);
  }

  async forget(): Promise<void> {
    await this.page.evaluate(() => {
      (window as unknown as FakeWindow).posted.length = 0;
    });
  }

  violations(): Promise<string[]> {
    return this.page.evaluate(() => (window as unknown as FakeWindow).violations);
  }

  state(): Promise<Record<string, unknown>> {
    return this.page.evaluate(() => (window as unknown as FakeWindow).state);
  }

  /** The layout of the present graph is final. */
  async settled(): Promise<void> {
    await this.page.waitForFunction(
      () =>
        document.querySelector<HTMLElement>("#world")?.dataset.quality === "final" &&
        document
          .getAnimations()
          .every(
            (one) =>
              one.playState !== "running" ||
              one.effect?.getTiming().iterations === Number.POSITIVE_INFINITY,
          ),
      undefined,
      { timeout: 30_000 },
    );
  }

  /** A point of the screen that lies on an edge: the middle of the first one. */
  edgeSpot(): Promise<{ x: number; y: number }> {
    return this.page.evaluate(() => {
      const line = document.querySelector<SVGPathElement>(".edge .hit");
      const matrix = line?.getScreenCTM();
      if (!line || !matrix) throw new Error("no edge is drawn");
      const { x, y } = line.getPointAtLength(line.getTotalLength() / 2).matrixTransform(matrix);
      return { x, y };
    });
  }

  async close(): Promise<void> {
    await this.page.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

interface FakeWindow {
  posted: PanelToHost[];
  violations: string[];
  state: Record<string, unknown>;
}

/** Runs in the page before anything else. */
function standIn(given: {
  variables: Record<string, string>;
  className: string;
  state: unknown;
}): void {
  const fake = window as unknown as FakeWindow & { acquireVsCodeApi(): unknown };
  fake.posted = [];
  fake.violations = [];
  fake.state = (given.state ?? {}) as Record<string, unknown>;
  document.addEventListener("securitypolicyviolation", (event) => {
    fake.violations.push(
      `${event.violatedDirective} ${event.blockedURI} ${event.sample} ${event.sourceFile ?? ""}`,
    );
  });
  fake.acquireVsCodeApi = () => ({
    postMessage: (message: PanelToHost) => fake.posted.push(structuredClone(message)),
    getState: () => given.state,
    setState: (state: Record<string, unknown>) => {
      fake.state = structuredClone(state);
    },
  });
  // The body comes after this script and before the panel's own.
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    observer.disconnect();
    for (const [name, value] of Object.entries(given.variables)) {
      document.documentElement.style.setProperty(name, value);
    }
    document.body.className = given.className;
  }).observe(document, { childList: true, subtree: true });
}

function origin(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function pageOf(template: string, base: string, worker = "elk-worker.js"): string {
  const values: Record<string, string> = {
    nonce: NONCE,
    cspSource: base,
    script: `${base}/panel.js`,
    style: `${base}/panel.css`,
    worker: `${base}/${worker}`,
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? "");
}
