/**
 * Elk in a worker. A webview may start workers from blobs only, so the worker's text is fetched and
 * started from one; a newer request ends the one that computes, so that typing never queues.
 */
import type { ELK, ElkNode } from "elkjs/lib/elk-api.js";
import ElkApi from "elkjs/lib/elk-api.js";
import type { Placement } from "../model/geometry.js";
import type { Scene } from "../model/scene.js";
import { type Before, fromElk, toElk } from "./elk.js";

/** Milliseconds after which a layout is given up; the provisional one is there to work with. */
const PATIENCE = 20_000;

export function startWorker(uri: string): LayoutWorker {
  const worker = new LayoutWorker(uri);
  worker.warm();
  return worker;
}

export class LayoutWorker {
  private readonly source: Promise<string>;
  private elk: Promise<ELK> | undefined;
  private busy = false;

  constructor(workerUri: string) {
    this.source = fetch(workerUri)
      .then((response) => {
        if (!response.ok) throw new Error(`elk's worker answered ${response.status}`);
        return response.blob();
      })
      .then((blob) => URL.createObjectURL(blob));
    // A failure is told by the first layout that needs the worker.
    this.source.catch(() => undefined);
  }

  /** Starts the worker and lets it compile its hot paths on a graph nobody sees. */
  warm(): void {
    this.elk ??= this.start();
    this.elk.then((elk) => elk.layout(dummy())).catch(() => undefined);
  }

  /** @returns undefined where a newer request took over. */
  async place(scene: Scene, before: Before): Promise<Placement | undefined> {
    const root = await this.layout(toElk(scene, before));
    return root && fromElk(scene, root);
  }

  private async layout(graph: ElkNode): Promise<ElkNode | undefined> {
    if (this.busy) await this.restart();
    this.elk ??= this.start();
    const started = this.elk;
    this.busy = true;
    let limit: ReturnType<typeof setTimeout> | undefined;
    try {
      const elk = await started;
      const result = elk.layout(graph);
      const dropped = new Promise<undefined>((resolve) => this.onDrop.set(started, resolve));
      const tooLong = new Promise<never>((_, reject) => {
        limit = setTimeout(() => reject(new Error("it took too long")), PATIENCE);
      });
      return await Promise.race([result, dropped, tooLong]);
    } catch (error) {
      if (this.elk === started) await this.restart();
      throw error;
    } finally {
      clearTimeout(limit);
      if (this.elk === started) this.busy = false;
    }
  }

  private readonly onDrop = new WeakMap<Promise<ELK>, (value: undefined) => void>();

  private async restart(): Promise<void> {
    const old = this.elk;
    this.elk = undefined;
    this.busy = false;
    if (!old) return;
    this.onDrop.get(old)?.(undefined);
    await old.then((elk) => elk.terminateWorker()).catch(() => undefined);
  }

  private async start(): Promise<ELK> {
    return new ElkApi({
      workerUrl: await this.source,
      workerFactory: (url) => new Worker(url ?? ""),
    });
  }
}

function dummy(): ElkNode {
  const ids = Array.from({ length: 20 }, (_, index) => index);
  return {
    id: "root",
    layoutOptions: { "elk.algorithm": "layered", "elk.edgeRouting": "ORTHOGONAL" },
    children: ids.map((id) => ({ id: String(id), width: 168, height: 40 })),
    edges: ids.slice(1).map((id) => ({
      id: `l${id}`,
      sources: [String(Math.floor(id / 2))],
      targets: [String(id)],
    })),
  };
}
