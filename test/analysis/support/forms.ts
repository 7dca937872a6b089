import type { FlowGraph } from "@millrace/protocol";
import { createAnalyzer } from "../../../server/src/analysis/index.js";
import { memoryHost } from "./memory-host.js";

export const TASKS = ["A", "B", "C", "D", "F", "K", "L", "W"];

export interface Pattern {
  /** The body of the flow. */
  body: string;
  params?: string;
  /** Code before the flow, at the top level of the file. */
  before?: string;
  files?: Record<string, string>;
}

/** The three ways to write the same flow. */
export type Form = "wrapper" | "field" | "decorated";

export function sourceOf(pattern: Pattern, form: Form): string {
  const { body, params = "", before = "" } = pattern;
  const head = `import { allowFailure, flow, task, tasks, unmapped, waitFor } from "millrace";`;
  if (form === "wrapper") {
    const tasks = TASKS.map(
      (name) => `const ${name} = task(async (...a: any[]): Promise<any> => a);`,
    );
    return `${head}
${tasks.join("\n")}
const S = flow(async (n: any, m?: any) => { await A(n); return m; });
${before}
export const main = flow(async (${params}) => {
${body}
});
`;
  }
  const members =
    form === "field"
      ? TASKS.map((name) => `  ${name} = task(async (...a: any[]): Promise<any> => a);`)
      : TASKS.map((name) => `  @task() async ${name}(...a: any[]): Promise<any> { return a; }`);
  const inside = qualified(body);
  const flowMember =
    form === "field"
      ? `  main = flow(async (${qualified(params)}) => {\n${inside}\n  });`
      : `  @flow() async main(${qualified(params)}) {\n${inside}\n  }`;
  return `${head}
${before}
export class Etl {
${members.join("\n")}
${flowMember}
}
`;
}

/** `A(x)` becomes `this.A(x)`: the same tasks as members of the flow's class. */
function qualified(code: string): string {
  return code.replace(/(?<![.\w'"$])([ABCDFKLW])(?![\w'":])/g, "this.$1");
}

export function graphOf(pattern: Pattern, form: Form = "wrapper"): FlowGraph {
  const file = "/w/flow.ts";
  const host = memoryHost({ "flow.ts": sourceOf(pattern, form), ...pattern.files });
  const { graph } = createAnalyzer(host).analyzeFile(file);
  const found = graph.flows.find((flow) => /(^|\.)main$/.test(flow.exportName));
  if (!found) throw new Error(`No flow 'main' in\n${sourceOf(pattern, form)}`);
  return found;
}
