/** Flows and runs for the panel's tests, screenshots and benchmarks. */
import type {
  ComparedTask,
  Edge,
  FlowGraph,
  InputRequest,
  LogLine,
  Node,
  PanelArtifact,
  PanelRun,
  PanelSource,
  RunComparison,
  RunOverview,
  Snapshot,
  State,
  StateName,
  TaskRun,
  TrendSample,
} from "@millrace/protocol";

export const START = Date.UTC(2026, 2, 14, 8, 30, 0);
export const FILE = "/project/flows/daily-report.ts";

const point = (line: number, character = 0) => ({ line, character });

export function range(line: number) {
  return { start: point(line, 2), end: point(line, 40) };
}

export function node(id: string, options: Partial<Node> = {}): Node {
  const line = options.location?.start.line ?? 10;
  return {
    id,
    kind: "task",
    label: id.replace(/^.*\//, "").replace(/#\d+$/, ""),
    location: range(line),
    certainty: "always",
    times: "1",
    ...options,
  };
}

export function edge(from: string, to: string, options: Partial<Edge> = {}): Edge {
  return { from, to, kind: "data", certainty: "always", evidence: [range(12)], ...options };
}

export function flow(
  name: string,
  nodes: Node[],
  edges: Edge[],
  options: Partial<FlowGraph> = {},
): FlowGraph {
  return {
    key: `${FILE}:${name}`,
    name,
    exportName: name,
    location: { start: point(0), end: point(60) },
    params: [],
    nodes: nodes.map((each, line) => ({ ...each, location: range(line + 8) })),
    edges,
    incomplete: [],
    ...options,
  };
}

const definition = { file: "/project/flows/tasks.ts", range: range(3) };

/** A realistic small flow: a map, a branch, a subflow and an error handler. */
export function dailyReport(): FlowGraph {
  return flow(
    "daily-report",
    [
      node("day", { kind: "param", label: "day" }),
      node("list_regions", { definition }),
      node("fetch_orders", {
        kind: "map",
        definition,
        times: "0..n",
        options: { retries: 3, retryDelay: 10, timeout: 60 },
      }),
      node("exchange_rates", { definition, options: { cache: true } }),
      node("convert_currency", { definition }),
      node("has_refunds", { kind: "branch", label: "if refunds.length > 0", certainty: "always" }),
      node("load_refunds", { definition, group: "has_refunds", certainty: "maybe", times: "0..1" }),
      node("apply_refunds", {
        definition,
        group: "has_refunds",
        certainty: "maybe",
        times: "0..1",
      }),
      node("summarise", { definition }),
      node("archive", { kind: "flow", label: "archive" }),
      node("archive/compress", { group: "archive", definition }),
      node("archive/upload", { group: "archive", definition, options: { retries: 2 } }),
      node("render_report", { definition }),
      node("send_mail", { definition, options: { optional: true } }),
      node("result", { kind: "return", label: "report" }),
    ],
    [
      edge("day", "fetch_orders"),
      edge("list_regions", "fetch_orders", { path: "[*].code" }),
      edge("fetch_orders", "convert_currency"),
      edge("exchange_rates", "convert_currency", { path: ".rates" }),
      edge("convert_currency", "has_refunds"),
      edge("convert_currency", "load_refunds", { certainty: "maybe" }),
      edge("load_refunds", "apply_refunds", { certainty: "maybe" }),
      edge("has_refunds", "load_refunds", { kind: "control", certainty: "maybe" }),
      edge("convert_currency", "summarise"),
      edge("apply_refunds", "summarise", { certainty: "maybe" }),
      edge("convert_currency", "archive/compress"),
      edge("archive/compress", "archive/upload"),
      edge("summarise", "render_report"),
      edge("render_report", "send_mail"),
      edge("archive/upload", "send_mail", { kind: "wait" }),
      edge("render_report", "result"),
    ],
    {
      params: [
        {
          name: "day",
          type: "string",
          required: true,
          schema: { type: "string", minLength: 1 },
          location: range(4),
        },
        {
          name: "limit",
          type: "number",
          required: false,
          default: 100,
          schema: { type: "integer", minimum: 1 },
          location: range(5),
        },
        {
          name: "format",
          type: '"html" | "pdf"',
          required: false,
          default: "html",
          schema: { enum: ["html", "pdf"] },
          location: range(5),
        },
        {
          name: "dryRun",
          type: "boolean",
          required: false,
          default: false,
          schema: { type: "boolean" },
          location: range(6),
        },
        {
          name: "mail",
          type: "Mail",
          required: false,
          schema: { type: "object", required: ["to"] },
          location: range(6),
        },
      ],
    },
  );
}

const TYPES: Partial<Record<StateName, State["type"]>> = {
  Running: "RUNNING",
  Completed: "COMPLETED",
  Cached: "COMPLETED",
  Restored: "COMPLETED",
  Failed: "FAILED",
  UpstreamFailed: "FAILED",
  AwaitingRetry: "SCHEDULED",
  Pending: "PENDING",
  Cancelled: "CANCELLED",
  Crashed: "CRASHED",
};

export function state(name: StateName, message?: string): State {
  return { type: TYPES[name] ?? "RUNNING", name, ...(message === undefined ? {} : { message }) };
}

export function taskRun(id: string, name: StateName, options: Partial<TaskRun> = {}): TaskRun {
  return {
    id: `r1.${id}`,
    name: (options.node ?? id).replace(/^.*\//, ""),
    node: id,
    state: state(name),
    attempt: 1,
    created: START,
    upstream: [],
    ...options,
  };
}

export const boom = {
  name: "HttpError",
  message: "502 Bad Gateway from https://api.example.com/orders?region=emea",
  stack: [
    { function: "getOrders", file: "/project/flows/http.ts", line: 41, column: 11 },
    { function: "fetchOrders", file: FILE, line: 18, column: 22 },
  ],
};

const at = (started: number, ended?: number) => ({
  created: START + started - 20,
  started: START + started,
  ...(ended === undefined ? {} : { ended: START + ended }),
});

/** The daily report in the middle of its work. */
export function runningTasks(): TaskRun[] {
  return [
    taskRun("list_regions", "Completed", at(40, 460)),
    taskRun("exchange_rates", "Cached", at(50, 60)),
    ...mapped("fetch_orders", 120, (index) =>
      index < 86 ? "Completed" : index < 94 ? "Running" : "Pending",
    ),
  ];
}

export function mapped(id: string, of: number, nameOf: (index: number) => StateName): TaskRun[] {
  return Array.from({ length: of }, (_, index) => {
    const name = nameOf(index);
    const started = 500 + index * 30;
    const times =
      name === "Pending"
        ? { created: START + 480 }
        : at(started, name === "Running" ? undefined : started + 380);
    return taskRun(id, name, {
      id: `r1.${id}.${index}`,
      upstream: ["r1.list_regions"],
      map: { index, of },
      ...(name === "Failed" ? { error: boom, attempt: 3, attemptsAllowed: 4 } : {}),
      ...times,
    });
  });
}

export function failedTasks(): TaskRun[] {
  return [
    taskRun("list_regions", "Completed", at(40, 460)),
    taskRun("exchange_rates", "Cached", at(50, 60)),
    ...mapped("fetch_orders", 120, (index) =>
      index === 17 || index === 55 ? "Failed" : "Completed",
    ),
    taskRun("convert_currency", "UpstreamFailed", { upstream: ["r1.exchange_rates"] }),
    taskRun("summarise", "UpstreamFailed", { upstream: ["r1.convert_currency"] }),
    taskRun("archive/compress", "UpstreamFailed"),
    taskRun("render_report", "UpstreamFailed"),
  ];
}

export function completedTasks(): TaskRun[] {
  return [
    taskRun("list_regions", "Completed", at(40, 460)),
    taskRun("exchange_rates", "Cached", at(50, 60)),
    ...mapped("fetch_orders", 120, () => "Completed"),
    taskRun("convert_currency", "Completed", {
      ...at(4500, 6100),
      upstream: ["r1.fetch_orders.119", "r1.exchange_rates"],
    }),
    taskRun("load_refunds", "Completed", { ...at(6120, 7400), upstream: ["r1.convert_currency"] }),
    taskRun("apply_refunds", "Completed", { ...at(7420, 7900), upstream: ["r1.load_refunds"] }),
    taskRun("summarise", "Completed", {
      ...at(7920, 9800),
      upstream: ["r1.apply_refunds", "r1.convert_currency"],
    }),
    taskRun("archive/compress", "Completed", {
      ...at(6120, 8200),
      upstream: ["r1.convert_currency"],
    }),
    taskRun("archive/upload", "Completed", {
      ...at(8220, 12400),
      upstream: ["r1.archive/compress"],
      attempt: 2,
      attemptsAllowed: 3,
    }),
    taskRun("render_report", "Completed", { ...at(9820, 11000), upstream: ["r1.summarise"] }),
    taskRun("send_mail", "Completed", {
      ...at(12420, 12900),
      upstream: ["r1.render_report", "r1.archive/upload"],
    }),
  ];
}

/** A question that the run asks in one of its tasks. */
export function request(options: Partial<InputRequest> = {}): InputRequest {
  return {
    id: "r1.input1",
    run: "r1",
    task: "r1.send_mail",
    key: "approve",
    prompt: "Send the report to 214 people?",
    schema: { type: "boolean" },
    asked: START,
    ...options,
  };
}

/** What the run made for people to look at: one of each kind, and a link that is no address of the web. */
export function artifacts(): PanelArtifact[] {
  const bars = [36, 58, 44, 72, 64].map(
    (height, index) =>
      `<rect x="${12 + index * 44}" y="${90 - height}" width="32" height="${height}" fill="#3794ff"/>`,
  );
  const chart = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="100"><rect width="240" height="100" fill="#fff"/>${bars.join("")}</svg>`;
  return [
    {
      ...{ run: "r1", key: "summary", task: "r1.summarise" },
      content: {
        kind: "markdown",
        text: "# Orders of 14 March\n\n- 2,310 orders in **3** regions\n- 1 region late: `emea`",
      },
    },
    {
      ...{ run: "r1", key: "regions" },
      content: {
        kind: "table",
        columns: ["region", "orders", "total", "late"],
        rows: [
          ["emea", "1204", "88,310.50", "true"],
          ["amer", "764", "61,002.00", "false"],
          ["apac", "342", "20,114.75", ""],
        ],
        total: 1_200,
      },
    },
    {
      ...{ run: "r1", key: "dashboard", task: "r1.send_mail" },
      content: { kind: "link", url: "https://example.com/reports/14", opens: true },
    },
    {
      ...{ run: "r1", key: "chart" },
      content: { kind: "image", url: `data:image/svg+xml,${encodeURIComponent(chart)}` },
    },
    {
      ...{ run: "r1", key: "file" },
      content: { kind: "link", url: "reports/2026-03-14.html", opens: false },
    },
  ];
}

/** The last runs of a task, the shown run's own last. */
export function trend(task: string, count = 20): TrendSample[] {
  return Array.from({ length: count }, (_, index) => ({
    run: `r${count - index}`,
    task: index === count - 1 ? task : `r${count - index}.${index}`,
    state: state(index % 9 === 4 ? "Failed" : index % 7 === 6 ? "Cached" : "Completed"),
    created: START - (count - index) * 3_600_000,
    ...(index % 7 === 6 ? {} : { duration: 700 + ((index * 37) % 11) * 120 }),
  }));
}

/** The completed daily report beside an earlier run of it. */
export function comparison(): RunComparison {
  const overview = (id: string, duration: number): RunOverview => ({
    id,
    flow: "daily-report",
    flowKey: `${FILE}:daily-report`,
    file: FILE,
    params: {},
    state: state("Completed"),
    created: START,
    duration,
  });
  const row = (id: string, was: number | undefined, is: number): ComparedTask => ({
    name: id.replace(/^.*\//, ""),
    taskKey: id,
    node: id,
    ...(was === undefined
      ? {}
      : {
          left: {
            tasks: 1,
            state: state(id === "summarise" ? "Failed" : "Completed"),
            duration: was,
            attempts: 1,
          },
        }),
    right: { tasks: 1, state: state("Completed"), duration: is, attempts: 1 },
  });
  return {
    left: overview("r0", 9_400),
    right: overview("r1", 13_000),
    params: [{ name: "limit", left: "50", right: "100" }],
    tasks: [
      row("list_regions", 430, 420),
      row("convert_currency", 1_000, 1_600),
      row("summarise", 1_880, 1_880),
      row("archive/upload", 2_100, 4_180),
      row("send_mail", undefined, 480),
    ],
  };
}

export function run(name: StateName, options: Partial<PanelRun> = {}): PanelRun {
  return {
    id: "r1",
    label: "#42",
    flow: `${FILE}:daily-report`,
    state: state(name),
    params: { day: "2026-03-14", limit: 100 },
    started: START,
    ...options,
  };
}

export function logs(): LogLine[] {
  const line = (
    time: number,
    level: LogLine["level"],
    message: string,
    task?: string,
  ): LogLine => ({
    time: START + time,
    level,
    message,
    ...(task === undefined ? {} : { task: `r1.${task}` }),
    source: { file: FILE, line: 12 + (time % 30) },
  });
  const list = [
    line(30, "info", "daily-report started with day=2026-03-14"),
    line(90, "debug", "rates come from the cache (key 3f9a…)", "exchange_rates"),
    line(450, "info", "\u001b[32m120\u001b[0m regions", "list_regions"),
  ];
  for (let index = 0; index < 40; index++) {
    list.push(
      line(
        520 + index * 30,
        index % 11 === 5 ? "warn" : "info",
        index % 11 === 5
          ? "429 Too Many Requests, waiting \u001b[33m2 s\u001b[0m"
          : `fetched ${120 + index} orders`,
        `fetch_orders.${index}`,
      ),
    );
  }
  list.push(
    line(
      2300,
      "error",
      "\u001b[1;31mHttpError\u001b[0m 502 Bad Gateway from https://api.example.com/orders?region=emea",
      "fetch_orders.17",
    ),
  );
  return list;
}

export function source(
  graph: FlowGraph | undefined,
  options: Partial<PanelSource> = {},
): PanelSource {
  return {
    phase: "ready",
    file: FILE,
    fileLabel: "flows/daily-report.ts",
    flows: graph ? [{ key: graph.key, name: graph.name }] : [],
    ...(graph ? { graph } : {}),
    ...options,
  };
}

export function snapshot(options: Partial<Omit<Snapshot, "seq">> = {}): Omit<Snapshot, "seq"> {
  return {
    type: "snapshot",
    source: source(dailyReport()),
    tasks: [],
    logs: [],
    runs: [],
    pinned: false,
    ...options,
  };
}

/** Chains, fan-out, fan-in and local edges, about 1.2 edges a node; the same for the same seed. */
export function generated(count: number, seed = 1, grouped = false): FlowGraph {
  const random = generator(seed);
  const nodes: Node[] = [];
  const edges: Edge[] = [];
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const id = `step_${index}`;
    const group = grouped && index % 12 !== 0 ? `step_${index - (index % 12)}` : undefined;
    nodes.push(
      node(id, {
        label: `${WORDS[index % WORDS.length]}_${index}`,
        ...(group ? { group } : {}),
        ...(grouped && index % 12 === 0 ? { kind: "flow" } : {}),
      }),
    );
    if (index > 0) {
      // A wider window makes a wider graph: about a hundred columns at five thousand nodes.
      const near = Math.max(0, index - 1 - Math.floor(random() * (6 + count / 40)));
      if (random() > 0.01) edges.push(edge(ids[near] ?? "", id));
      if (random() < 0.2) {
        const far = Math.max(0, index - 1 - Math.floor(random() * 20));
        if (far !== near)
          edges.push(edge(ids[far] ?? "", id, { certainty: random() < 0.3 ? "maybe" : "always" }));
      }
    }
    ids.push(id);
  }
  return flow(`generated-${count}`, nodes, edges);
}

const WORDS = [
  "extract_orders",
  "clean",
  "join_customers",
  "score",
  "load_warehouse",
  "check_totals",
  "notify",
  "fetch_page",
  "parse",
  "merge",
];

/** mulberry32: small, seeded, good enough for shapes. */
export function generator(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A run over a generated flow, part done, part running. */
export function generatedTasks(graph: FlowGraph, seed = 7): TaskRun[] {
  const random = generator(seed);
  return graph.nodes
    .filter((each, index) => each.kind === "task" && index < graph.nodes.length * 0.7)
    .map((each, index, list) => {
      const late = index > list.length * 0.9;
      const name: StateName = late
        ? "Running"
        : random() < 0.03
          ? "Failed"
          : random() < 0.08
            ? "Cached"
            : "Completed";
      const started = index * 20;
      return taskRun(each.id, name, {
        name: each.label,
        ...at(started, late ? undefined : started + 200 + random() * 900),
        ...(name === "Failed" ? { error: boom } : {}),
      });
    });
}
