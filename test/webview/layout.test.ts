import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromElk, toElk } from "../../webview/src/layout/elk.js";
import { handlingOf, ROOT } from "../../webview/src/layout/hierarchy.js";
import { provisionalLayout } from "../../webview/src/layout/provisional.js";
import { boundsOf, Grid, intersects, roundedPath } from "../../webview/src/model/geometry.js";
import { neighbour, readingOrder } from "../../webview/src/model/navigate.js";
import { at, buildScene } from "../../webview/src/model/scene.js";
import { dailyReport, edge, flow, generated, node } from "./support/samples.js";

const none = new Set<string>();

describe("the provisional layout", () => {
  it.each([
    ["the daily report", dailyReport()],
    ["200 nodes", generated(200)],
    ["groups", generated(120, 4, true)],
    ["a cycle", flow("f", [node("a"), node("b")], [edge("a", "b"), edge("b", "a")])],
  ])("keeps siblings apart and members inside: %s", (_, graph) => {
    const scene = buildScene(graph, { closed: none });
    const { boxes } = provisionalLayout(scene);
    for (const one of scene.nodes) {
      const box = at(boxes, one.index);
      expect(Number.isFinite(box.x + box.y + box.width + box.height)).toBe(true);
      if (one.parent >= 0) {
        const outer = at(boxes, one.parent);
        expect(box.x).toBeGreaterThan(outer.x);
        expect(box.y + box.height).toBeLessThan(outer.y + outer.height);
      }
      for (const other of scene.nodes.slice(one.index + 1)) {
        if (other.parent === one.parent)
          expect(intersects(box, at(boxes, other.index))).toBe(false);
      }
    }
  });

  it("puts what comes after to the right", () => {
    const scene = buildScene(generated(150, 9), { closed: none });
    const { boxes } = provisionalLayout(scene);
    for (const { from, to } of scene.edges) expect(at(boxes, from).x).toBeLessThan(at(boxes, to).x);
  });
});

describe("elk's graph", () => {
  it("holds numbers and no labels", () => {
    const scene = buildScene(dailyReport(), { closed: none });
    expect(JSON.stringify(toElk(scene, new Map()))).not.toContain("fetch_orders");
  });

  it("seeds later layouts with where nodes were, new ones beside what they follow", () => {
    const scene = buildScene(
      flow("f", [node("a"), node("b"), node("new")], [edge("a", "b"), edge("a", "new")]),
      { closed: none },
    );
    const root = toElk(
      scene,
      new Map([
        [0, { x: 10, y: 20 }],
        [1, { x: 250, y: 60 }],
      ]),
    );
    expect(root.layoutOptions?.["elk.layered.crossingMinimization.semiInteractive"]).toBe("true");
    expect(root.children?.map((child) => child.layoutOptions?.["elk.position"])).toEqual([
      "(10,20)",
      "(250,60)",
      "(250,21)",
    ]);
  });

  it("lays groups out with what is around them only where an edge crosses their border", () => {
    const graph = flow(
      "f",
      [
        node("a"),
        node("if", { kind: "branch" }),
        node("x", { group: "if" }),
        node("sub", { kind: "flow" }),
        node("load", { group: "sub" }),
        node("loop", { kind: "loop", group: "sub" }),
        node("step", { group: "loop" }),
        node("b"),
      ],
      [edge("a", "x"), edge("a", "sub"), edge("sub", "b"), edge("load", "step")],
    );
    const handlings = (graphs: typeof graph) => {
      const scene = buildScene(graphs, { closed: none });
      const named = (index: number) => (index === ROOT ? "root" : at(scene.nodes, index).id);
      return Object.fromEntries([...handlingOf(scene)].map(([of, how]) => [named(of), how]));
    };
    // `if` is one with the root; `sub`, where the edge into `loop` crosses a border, is so with it.
    expect(handlings(graph)).toEqual({ root: "INCLUDE_CHILDREN" });
    const withoutBranch = { ...graph, edges: graph.edges.slice(1) };
    expect(handlings(withoutBranch)).toEqual({
      root: "SEPARATE_CHILDREN",
      if: "SEPARATE_CHILDREN",
      sub: "INCLUDE_CHILDREN",
    });
    expect(handlings({ ...graph, edges: graph.edges.slice(0, 3) })).toEqual({
      root: "INCLUDE_CHILDREN",
      sub: "SEPARATE_CHILDREN",
      loop: "SEPARATE_CHILDREN",
    });
  });

  it("reads positions back by number, and draws a line where elk gave none", () => {
    const scene = buildScene(flow("f", [node("a"), node("b")], [edge("a", "b")]), { closed: none });
    const placement = fromElk(scene, {
      id: "root",
      width: 400,
      height: 40,
      children: [
        { id: "1", x: 216, y: 0, width: 168, height: 40 },
        { id: "0", x: 0, y: 0, width: 168, height: 40 },
      ],
    });
    expect(placement.boxes.map(({ x }) => x)).toEqual([0, 216]);
    expect(placement.lines[0]).toEqual([
      { x: 168, y: 20 },
      { x: 216, y: 20 },
    ]);
  });
});

describe("geometry", () => {
  it("finds in the grid exactly what lies in the area", () => {
    const box = fc.record({
      x: fc.integer({ min: -3000, max: 3000 }),
      y: fc.integer({ min: -3000, max: 3000 }),
      width: fc.integer({ min: 1, max: 1500 }),
      height: fc.integer({ min: 1, max: 1500 }),
    });
    fc.assert(
      fc.property(fc.array(box, { maxLength: 40 }), box, (boxes, area) => {
        const expected = boxes.flatMap((one, index) => (intersects(one, area) ? [index] : []));
        expect(new Grid(boxes).query(area).sort((a, b) => a - b)).toEqual(expected);
      }),
    );
  });

  it("rounds corners without leaving the polyline's box", () => {
    expect(
      roundedPath([
        { x: 0, y: 0 },
        { x: 20, y: 0 },
        { x: 20, y: 20 },
      ]),
    ).toBe("M0 0L14 0Q20 0 20 6L20 20");
    expect(
      boundsOf([
        { x: 3, y: 9 },
        { x: -1, y: 4 },
      ]),
    ).toEqual({ x: -1, y: 4, width: 4, height: 5 });
  });
});

describe("walking", () => {
  const scene = buildScene(dailyReport(), { closed: none });
  const placement = provisionalLayout(scene);
  const go = (from: string, direction: Parameters<typeof neighbour>[3]) => {
    const index = neighbour(scene, placement, scene.drawn.get(from) ?? -1, direction);
    return index === undefined ? undefined : at(scene.nodes, index).id;
  };

  it("follows edges to the right and to the left", () => {
    expect(go("fetch_orders", "right")).toBe("convert_currency");
    expect(["day", "list_regions"]).toContain(go("fetch_orders", "left"));
  });

  it("goes through the column up and down, and back", () => {
    const below = go("list_regions", "down") ?? "";
    expect(below).not.toBe("");
    expect(go(below, "up")).toBe("list_regions");
  });

  it("enters groups, and leaves them", () => {
    expect(go("archive", "right")).toBe("archive/compress");
    expect(go("load_refunds", "left")).toBeDefined();
  });

  it("reads every node once", () => {
    expect(new Set(readingOrder(scene, placement)).size).toBe(scene.nodes.length);
  });
});
