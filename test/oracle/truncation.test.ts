/** Half a file is what an editor sees most of the time: no throw, and no empty graph where one was. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createAnalyzer,
  type FileAnalysis,
  type SourceHost,
} from "../../server/src/analysis/index.js";
import { hostOf } from "./oracle.js";
import { print } from "./print.js";
import { program } from "./program.js";

const seed = Number(process.env.VITEST_SEED ?? 1);
const every = 7;

/** The host with one file cut short. */
function cutting(host: SourceHost, file: string): { host: SourceHost; cut(length: number): void } {
  const whole = host.read(file) ?? "";
  let text = whole;
  return {
    host: { ...host, read: (path) => (path === file ? text : host.read(path)) },
    cut(length) {
      text = whole.slice(0, length);
    },
  };
}

function sizesOf({ flows }: FileAnalysis): Map<string, number> {
  return new Map(flows.map(({ graph }) => [graph.key, graph.nodes.length]));
}

/** Takes the end of a file away, seven characters at a time. */
function shorten(original: SourceHost, file: string): void {
  const { length } = original.read(file) ?? "";
  const { host, cut } = cutting(original, file);
  const analyzer = createAnalyzer(host);
  const whole = analyzer.analyzeFile(file);
  expect(whole.flows.length).toBeGreaterThan(0);
  let sizes = sizesOf(whole);
  for (let at = length - (length % every); at > 0; at -= every) {
    cut(at);
    analyzer.invalidate([file]);
    const now = analyzer.analyzeFile(file);
    if (now.stale) {
      for (const [key, size] of sizes) {
        const left = sizesOf(now).get(key) ?? 0;
        expect(left, `${key} cut after ${at} characters`).toBeGreaterThanOrEqual(size);
      }
    } else {
      // This parses: what it says is so.
      sizes = sizesOf(now);
    }
  }
}

/** What is not there yet cannot be kept, but it must not stop the analysis either. */
function open(original: SourceHost, file: string): void {
  const { length } = original.read(file) ?? "";
  const { host, cut } = cutting(original, file);
  for (let at = length % every; at < length; at += every * 10) {
    cut(at);
    expect(
      () => createAnalyzer(host).analyzeFile(file),
      `cut after ${at} characters`,
    ).not.toThrow();
  }
}

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const disk: SourceHost = {
  root,
  read: (path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined),
  exists: existsSync,
};

describe("examples", { timeout: 60_000 }, () => {
  const folder = `${root}/examples/flows`;
  test.each(readdirSync(folder))("%s", (name) => {
    shorten(disk, `${folder}/${name}`);
    open(disk, `${folder}/${name}`);
  });
});

describe("generated programs", { timeout: 60_000 }, () => {
  test(`three of them, seed ${seed}`, () => {
    for (const each of fc.sample(program, { seed, numRuns: 3 })) {
      const host = hostOf(print(each), "/program");
      shorten(host, "/program/flow.ts");
      open(host, "/program/flow.ts");
    }
  });
});
