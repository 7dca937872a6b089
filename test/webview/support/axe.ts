/** What axe-core has to complain of, one line a node. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { FakeHost } from "./fake-host.js";

interface Axe {
  run(options: unknown): Promise<{
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  }>;
}

export async function axe(host: FakeHost): Promise<string[]> {
  const path = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  await host.page.evaluate(readFileSync(path, "utf8"));
  return host.page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: Axe };
    const { violations } = await checker.run({ resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
  });
}
