/**
 * The discovery process: loads files and tells what is scheduled in them. It is a process of its own
 * because loading a module runs it.
 */
import { inspect } from "node:util";
import { retentionOf } from "../../api/config.js";
import type { Exported, FlowDefinition } from "../../engine/definition.js";
import { checkedArgs } from "../../engine/parameters.js";
import { type Want, wantsOf } from "../../limits/declared.js";
import { argumentsFor } from "../../loader/arguments.js";
import { exportedBy } from "../../loader/choose.js";
import { loadConfig } from "../../loader/config.js";
import { type DefinitionSyntax, findFlows } from "../../loader/definitions.js";
import { loadModule } from "../../loader/load.js";
import { signatureOf, signatureOfLoaded } from "../../loader/params.js";
import { Scope } from "../../loader/scope.js";
import { readSource } from "../../loader/source.js";
import { UsageError } from "../../loader/usage-error.js";
import { importWholeLibrary } from "../../loader/whole-library.js";
import { refuseTopLevelCalls } from "../../run/top-level-call.js";
import { schedulesOf } from "../../schedules/normal.js";
import { jsonOf } from "../../store/json.js";
import { isConfig } from "./candidates.js";
import type { FoundFile, FoundFlow, Problem } from "./found.js";

process.once("message", async (files: string[]) => {
  for (const file of files) {
    await tell({ loading: file });
    await tell({ found: await find(file) });
  }
  process.disconnect();
  process.exit();
});

/** Resolves when it is on its way: what waits to be sent ends with the process. */
function tell(message: { loading: string } | { found: FoundFile }): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, () => resolve());
  });
}

async function find(file: string): Promise<FoundFile> {
  try {
    return isConfig(file) ? await findConfig(file) : await findScheduled(file);
  } catch (error) {
    return { file, flows: [], problems: [problem(file, error)], alerts: [] };
  }
}

async function findConfig(file: string): Promise<FoundFile> {
  await importWholeLibrary();
  const config = await loadConfig(file);
  const retention = retentionOf(config);
  return { file, flows: [], problems: [], alerts: config.alerts ?? [], retention };
}

async function findScheduled(file: string): Promise<FoundFile> {
  const syntax = findFlows(new Scope(readSource(file)));
  const verdict = refuseTopLevelCalls(file);
  await importWholeLibrary();
  const module = await loadModule(file);
  verdict.check();
  const fields = syntax.filter(({ field }) => field);
  const flows: FoundFlow[] = [];
  const problems: Problem[] = [];
  for (const exported of exportedBy(module, fields, file)) {
    const definition = exported.definition as FlowDefinition;
    if (definition.kind !== "flow" || flows.some(({ key }) => key === definition.key)) continue;
    const flow = describe(exported, definition, file);
    flows.push(flow);
    const seen = syntax.find(({ exportName }) => exportName === exported.exportName);
    for (const refused of await refusals(definition, seen, flow)) problems.push(refused);
  }
  return { file, flows, problems, alerts: [] };
}

function describe({ exportName }: Exported, definition: FlowDefinition, file: string): FoundFlow {
  const { location } = definition;
  return {
    file,
    key: definition.key,
    name: definition.name,
    exportName,
    place: location ?? { file, line: 1, column: 1 },
    schedules: schedulesOf(definition.options).map((schedule) => ({
      ...schedule,
      parameters: Object.entries(schedule.parameters)
        .map(
          ([name, value]) => `${name}=${inspect(value, { breakLength: Number.POSITIVE_INFINITY })}`,
        )
        .join(" "),
      params: jsonOf(schedule.parameters) as Record<string, unknown>,
    })),
    alerts: definition.options.alerts ?? [],
    limits: limitsOf(definition),
  };
}

function limitsOf({ options: { concurrency }, key }: FlowDefinition): Want[] {
  return concurrency === undefined ? [] : wantsOf(concurrency, key);
}

/** Takes away the schedules under which the flow would refuse to run, and says why. */
async function refusals(
  definition: FlowDefinition,
  seen: DefinitionSyntax | undefined,
  flow: FoundFlow,
): Promise<Problem[]> {
  const signature = seen ? signatureOf(seen) : signatureOfLoaded(definition.fn);
  const problems: Problem[] = [];
  for (const { key, parameters } of schedulesOf(definition.options)) {
    try {
      const given = { texts: [], values: parameters };
      await checkedArgs(definition, argumentsFor(`flow "${flow.name}"`, signature, given));
    } catch (error) {
      flow.schedules = flow.schedules.filter((schedule) => schedule.key !== key);
      problems.push({
        file: flow.file,
        message: `the schedule "${key}" cannot run: ${(error as Error).message}`,
        place: flow.place,
        remedy: "Give the parameter a default, or a value in `parameters` of the schedule.",
      });
    }
  }
  return problems;
}

function problem(file: string, error: unknown): Problem {
  if (!(error instanceof UsageError))
    return { file, message: String((error as Error)?.message ?? error) };
  return { file, message: error.message, place: error.place, remedy: error.remedy };
}
