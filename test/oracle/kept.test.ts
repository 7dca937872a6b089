/**
 * Programs on which the analysis and a run once disagreed, as small as they get. Each says in its first
 * comment what its graph must hold (`+`) and must not hold (`-`), and each is run and compared too.
 */
import { readdirSync, readFileSync } from "node:fs";
import type { FlowGraph } from "@millrace/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Loader } from "./load.js";
import { analyse, examine } from "./oracle.js";
import { worldSource } from "./print.js";

const folder = new URL("kept/", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && file !== "world.ts");

let loader: Loader;
beforeAll(async () => {
  loader = await Loader.open();
});
afterAll(() => loader.close());

/** `main/alpha#1 maybe 0..1`, `main/alpha#1 -> main/beta#1 data always derived`. */
function facts(graph: FlowGraph): string[] {
  const nodes = graph.nodes.map(
    (node) => `${node.id} ${node.kind} ${node.certainty} ${node.times}`,
  );
  const edges = graph.edges.map(({ from, to, kind, certainty, derived, back, path }) =>
    [`${from} -> ${to}`, kind, certainty, derived && "derived", back && "back", path]
      .filter(Boolean)
      .join(" "),
  );
  return [...nodes, ...edges];
}

/** Whether a fact says all that is asked: the same subject, and every word after it. */
function says(fact: string, asked: string): boolean {
  const words = new Set(fact.split(" "));
  const [, subject = "", rest = ""] = /^(\S+ -> \S+|\S+)(.*)$/.exec(asked) ?? [];
  const isSubject = fact === subject || fact.startsWith(`${subject} `);
  const isEdge = fact.includes(" -> ");
  return (
    isSubject &&
    isEdge === subject.includes(" -> ") &&
    rest.split(" ").every((word) => word === "" || words.has(word))
  );
}

describe.each(files)("%s", { timeout: 60_000 }, (file) => {
  const text = readFileSync(new URL(file, folder), "utf8");
  const sources = { "flow.ts": text, "world.ts": worldSource };
  const expected = [...(text.split("*/")[0] ?? "").matchAll(/^ \* ([+-]) (.+)$/gm)];

  test("the graph says what it must", () => {
    const held = analyse(sources, "/kept").flatMap(({ graph }) => facts(graph));
    expect(expected.length).toBeGreaterThan(0);
    for (const [, sign, asked] of expected) {
      const found = held.filter((fact) => says(fact, asked as string));
      if (sign === "+") expect(found, `"${asked}" among\n${held.join("\n")}`).not.toEqual([]);
      else expect(found).toEqual([]);
    }
  });

  test("the graph agrees with the run", async () => {
    const { scores, disagreements } = await examine(sources, loader);
    expect(disagreements).toEqual([]);
    expect(scores.nodeRecall.all).toBeGreaterThan(0);
  });
});
