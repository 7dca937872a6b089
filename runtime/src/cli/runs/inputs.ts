import type { InputRequest } from "@millrace/protocol";
import { wantedBy } from "../../inputs/answer-text.js";
import { type Connection, findRun, openInputs, rootOf } from "../../store/index.js";
import { oneLine } from "../terminal/text.js";
import { history } from "./find-store.js";
import { ago, print, printJson, themeFor } from "./output.js";
import { columns } from "./table.js";

/** What runs wait for people to answer, and how. */
export function inputs(id: string | undefined, { json }: { json?: boolean }): void {
  const connection = history();
  const open = connection === undefined ? [] : requestsOf(connection, id);
  if (json) {
    for (const request of open) printJson(request);
    return;
  }
  if (open.length === 0) {
    print("Nobody is asked for anything.");
    return;
  }
  const { colors } = themeFor(process.stdout);
  const heads = [{ title: "RUN" }, { title: "KEY" }, { title: "ASKED" }, { title: "QUESTION" }];
  const rows = open.map(({ run, key, asked, prompt = "", schema, refused }) => [
    { text: run },
    { text: key, paint: colors.bold },
    { text: ago(asked, Date.now()), paint: colors.dim },
    {
      text: oneLine(
        `${prompt} (${wantedBy(schema)})${refused ? `  refused: ${refused}` : ""}`.trim(),
      ),
    },
  ]);
  print(columns(heads, rows, colors));
  const [{ run, key }] = open as [InputRequest];
  print(["", colors.dim(`  Answer with: millrace runs answer ${run} ${key} VALUE`)]);
}

/** Those of a run, and of all that belong to the same run; of all runs without one. */
export function requestsOf(connection: Connection, id: string | undefined): InputRequest[] {
  const open = openInputs(connection);
  if (id === undefined) return open;
  const root = rootOf(connection, findRun(connection, id));
  return open.filter(({ run }) => rootOf(connection, findRun(connection, run)).id === root.id);
}
