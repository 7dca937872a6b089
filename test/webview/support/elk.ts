/** Elk as the panel has it: in a worker of Chromium, asked with the panel's own options. */
import { readFileSync } from "node:fs";
import type { ElkNode } from "elkjs/lib/elk-api.js";
import type { Browser } from "playwright-core";
import { type Before, fromElk, toElk } from "../../../webview/src/layout/elk.js";
import type { Placement } from "../../../webview/src/model/geometry.js";
import type { Scene } from "../../../webview/src/model/scene.js";

export interface Elk {
  layout(scene: Scene, before?: Before): Promise<Placement>;
  /** Elk's own graph, laid out with whatever options it carries. */
  raw(graph: ElkNode): Promise<ElkNode>;
  close(): Promise<void>;
}

export async function openElk(browser: Browser): Promise<Elk> {
  const path = new URL("../../../node_modules/elkjs/lib/elk-worker.min.js", import.meta.url);
  const page = await browser.newPage();
  // tsx keeps the names of functions by a helper that the page does not have.
  await page.evaluate("globalThis.__name = (target) => target");
  await page.evaluate(
    (text) => {
      const worker = new Worker(URL.createObjectURL(new Blob([text])));
      let asked = 0;
      Object.assign(window, {
        ask: (message: object) =>
          new Promise((resolve, reject) => {
            const id = asked++;
            worker.addEventListener("message", function answered({ data }: MessageEvent) {
              if (data.id !== id) return;
              worker.removeEventListener("message", answered);
              if (data.error) reject(new Error(data.error.message));
              else resolve(data.data);
            });
            worker.postMessage({ id, ...message });
          }),
      });
    },
    readFileSync(path, "utf8"),
  );
  const ask = (message: object) =>
    page.evaluate(
      (given) => (window as unknown as { ask(m: object): Promise<unknown> }).ask(given),
      message,
    );
  await ask({ cmd: "register", algorithms: ["layered"] });
  const raw = async (graph: ElkNode) =>
    (await ask({ cmd: "layout", graph, layoutOptions: {}, options: {} })) as ElkNode;
  return {
    raw,
    layout: async (scene, before = new Map()) => fromElk(scene, await raw(toElk(scene, before))),
    close: () => page.close(),
  };
}
