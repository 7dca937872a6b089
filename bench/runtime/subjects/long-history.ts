/** Fills a store with the rows of very many runs: to run them all would take an hour. */
import { state } from "../../../runtime/src/engine/states.js";
import { identify } from "../../../runtime/src/processes/identity.js";
import { connect } from "../../../runtime/src/store/index.js";
import { runRow, upsertRun } from "../../../runtime/src/store/run-rows.js";
import { report } from "../../measure/subject.js";

const [runs] = process.argv.slice(2).map(Number) as [number];
const every = 60_000;
const began = Date.now() - runs * every;
const lease = { runner: identify(process.pid) };
const connection = connect(process.env.MILLRACE_HOME as string);

connection.write(() => {
  for (let index = 0; index < runs; index += 1) {
    const created = began + index * every;
    const end = index % 50 === 7 ? "Failed" : "Completed";
    const flow = `flow${index % 20}`;
    const stack = Array.from({ length: 8 }, (_, line) => ({
      file: `/w/${flow}.ts`,
      line,
      column: 1,
    }));
    const record = {
      id: `r${String(index).padStart(11, "0")}`,
      flowKey: `flows/${flow}.ts#${flow}`,
      flowName: flow,
      file: `/w/flows/${flow}.ts`,
      params: { url: `https://api.example.com/data/${index}`, region: index % 2 ? "eu" : "us" },
      created,
      started: created,
      ended: created + 1_500,
      state: state(end),
      history: (["Pending", "Running", end] as const).map((name, at) => ({
        ...state(name),
        seq: at + 1,
        time: created + at,
        attempt: 1,
      })),
      seq: 3,
      ...(index % 3 === 0 ? { schedule: "daily", scheduled: created } : {}),
      ...(end === "Failed" ? { error: { name: "Error", message: "no rows", stack } } : {}),
    };
    connection.run(upsertRun, runRow(record, lease, created));
  }
});
connection.close();
report({ runs });
