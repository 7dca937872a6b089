import { describe, expect, it } from "vitest";
import { closedGroups, reveal } from "../../webview/src/model/collapse.js";
import { at, buildScene, sameShape } from "../../webview/src/model/scene.js";
import { TaskStore } from "../../webview/src/model/tasks.js";
import { dailyReport, edge, flow, generated, node, range, taskRun } from "./support/samples.js";

const none = new Set<string>();
const ids = (scene: ReturnType<typeof buildScene>) => scene.nodes.map(({ id }) => id);
const lines = (scene: ReturnType<typeof buildScene>) =>
  scene.edges.map(({ from, to }) => `${at(scene.nodes, from).id}>${at(scene.nodes, to).id}`);

describe("the scene", () => {
  it("draws every node of the code, members after their group", () => {
    const scene = buildScene(dailyReport(), { closed: none });
    expect(ids(scene).sort()).toEqual(
      dailyReport()
        .nodes.map(({ id }) => id)
        .sort(),
    );
    const group = at(scene.nodes, scene.drawn.get("archive") ?? -1);
    expect(group.children.map((index) => at(scene.nodes, index).id)).toEqual([
      "archive/compress",
      "archive/upload",
    ]);
  });

  it("lifts edges to a closed group and draws them once", () => {
    const graph = flow(
      "f",
      [
        node("a"),
        node("g", { kind: "loop" }),
        node("x", { group: "g" }),
        node("y", { group: "g" }),
      ],
      [edge("a", "x"), edge("a", "y", { certainty: "maybe" }), edge("x", "y")],
    );
    const scene = buildScene(graph, { closed: new Set(["g"]) });
    expect(ids(scene)).toEqual(["a", "g"]);
    expect(lines(scene)).toEqual(["a>g"]);
    expect(scene.edges[0]?.certainty).toBe("always");
    expect(scene.drawn.get("y")).toBe(scene.drawn.get("g"));
    expect(scene.nodes[1]?.swallowed).toEqual(["x", "y"]);
  });

  it("does not draw what containment already says", () => {
    const graph = flow(
      "f",
      [node("b", { kind: "branch" }), node("x", { group: "b" })],
      [edge("b", "x", { kind: "control" })],
    );
    expect(lines(buildScene(graph, { closed: none }))).toEqual([]);
  });

  it.each([
    ["missing", "nowhere"],
    ["its own", "x"],
  ])("keeps a node whose group is %s", (_, group) => {
    const graph = flow("f", [node("x", { group })], []);
    expect(ids(buildScene(graph, { closed: none }))).toEqual(["x"]);
  });

  it("ignores edges to nodes that are not there", () => {
    const graph = flow("f", [node("a")], [edge("a", "ghost"), edge("ghost", "a")]);
    expect(buildScene(graph, { closed: none }).edges).toEqual([]);
  });

  it("draws what only the run knows, with the run's edges", () => {
    const tasks = new TaskStore();
    const seen = taskRun("surprise", "Completed", { upstream: ["r1.a"], name: "surprise" });
    delete seen.node;
    tasks.upsert([taskRun("a", "Completed"), seen]);
    const scene = buildScene(flow("f", [node("a")], []), { closed: none, tasks });
    expect(ids(scene)).toEqual(["a", "seen:surprise"]);
    expect(lines(scene)).toEqual(["a>seen:surprise"]);
    expect(scene.nodes[1]?.code).toBeUndefined();
  });
});

describe("a layout", () => {
  const drawn = (graph = dailyReport(), closed = none) => buildScene(graph, { closed });

  it("stays where nothing that it places is another", () => {
    const { nodes, ...rest } = dailyReport();
    const moved = nodes.map((each) => ({
      ...each,
      location: range(90),
      certainty: "maybe" as const,
    }));
    expect(sameShape(drawn(), drawn({ ...rest, nodes: moved }))).toBe(true);
  });

  it.each([
    ["a node more", { nodes: [...dailyReport().nodes, node("extra")] }],
    ["an edge less", { edges: dailyReport().edges.slice(1) }],
    [
      "an edge to another node",
      { edges: dailyReport().edges.map((e, i) => (i === 0 ? { ...e, to: "result" } : e)) },
    ],
    [
      "a longer name",
      { nodes: dailyReport().nodes.map((n, i) => (i === 1 ? { ...n, label: "x".repeat(30) } : n)) },
    ],
    [
      "another group",
      {
        nodes: dailyReport().nodes.map((n) =>
          n.id === "archive/upload" ? { ...n, group: "has_refunds" } : n,
        ),
      },
    ],
  ])("is made anew for %s", (_, change) => {
    expect(sameShape(drawn(), drawn({ ...dailyReport(), ...change }))).toBe(false);
  });

  it("is made anew for a group that closed, and for the first nodes", () => {
    expect(sameShape(drawn(), drawn(dailyReport(), new Set(["archive"])))).toBe(false);
    expect(sameShape(buildScene(undefined, { closed: none }), drawn())).toBe(false);
  });
});

describe("collapse", () => {
  it("leaves groups open in small graphs and closes them in large ones", () => {
    expect(closedGroups(dailyReport(), {})).toEqual(none);
    expect(closedGroups(generated(240, 1, true), {}).size).toBe(20);
  });

  it("follows a person's choice either way", () => {
    expect(closedGroups(dailyReport(), { archive: "closed" })).toEqual(new Set(["archive"]));
    const large = generated(240, 1, true);
    expect(closedGroups(large, { step_12: "open" }).has("step_12")).toBe(false);
  });

  it("opens every group around a node that is to be seen", () => {
    const graph = flow(
      "f",
      [
        node("o", { kind: "loop" }),
        node("i", { kind: "try", group: "o" }),
        node("x", { group: "i" }),
      ],
      [],
    );
    expect(reveal(graph, "x", { o: "closed" })).toEqual({ o: "open", i: "open" });
  });
});
