/** Panels for the tests of one file: one browser, and each panel closed and checked after its test. */
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { launch } from "./chromium.js";
import { FakeHost } from "./fake-host.js";

export type First = Parameters<FakeHost["send"]>[0];
export type Options = Parameters<typeof FakeHost.open>[1] & { motion?: boolean };

export interface Stage {
  readonly browser: Browser;
  /** A panel that got this as its first message, laid out. */
  panel(first?: First, options?: Options): Promise<FakeHost>;
}

/** To be called where tests are described. */
export function stage(): Stage {
  let browser: Browser | undefined;
  const open: FakeHost[] = [];
  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterEach(async () => {
    for (const host of open.splice(0)) {
      expect(await host.violations()).toEqual([]);
      expect(host.problems).toEqual([]);
      await host.close();
    }
  });
  afterAll(() => browser?.close());

  return {
    get browser() {
      if (!browser) throw new Error("the browser is there only while tests run");
      return browser;
    },
    async panel(first, { motion = false, classes = "", ...options } = {}) {
      const still = motion ? classes : `vscode-reduce-motion ${classes}`;
      const host = await FakeHost.open(this.browser, { ...options, classes: still });
      open.push(host);
      if (first) await host.send(first);
      if (first?.type === "snapshot" && first.source.graph) await host.settled();
      return host;
    },
  };
}
