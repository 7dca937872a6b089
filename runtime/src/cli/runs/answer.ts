import type { InputRequest } from "@millrace/protocol";
import { meantBy, wantedBy } from "../../inputs/answer-text.js";
import { didYouMean } from "../../loader/suggest.js";
import { UsageError } from "../../loader/usage-error.js";
import { answerInput } from "../../store/index.js";
import { history } from "./find-store.js";
import { requestsOf } from "./inputs.js";
import { chooseRun } from "./options.js";
import { print, themeFor } from "./output.js";

/** `runs answer RUN_ID [KEY] VALUE`, or `--json VALUE` for what is not a word or a number. */
export async function answer(
  id: string,
  first: string | undefined,
  second: string | undefined,
  { json }: { json?: string },
): Promise<void> {
  const { connection, run } = chooseRun(history(), id, {});
  const [key, text] =
    json !== undefined
      ? [first, json]
      : second === undefined
        ? [undefined, first]
        : [first, second];
  const open = requestsOf(connection, run.id);
  const request = choose(open, key, run.id);
  if (text === undefined) {
    throw new UsageError(`"${request.key}" asks for ${wantedBy(request.schema)}: give the answer`, {
      remedy: `millrace runs answer ${run.id} ${request.key} VALUE`,
    });
  }
  const value = json === undefined ? meantBy(request.schema, text) : parsed(text);
  const isTaken = await answerInput(connection, request.id, value);
  const theme = themeFor(process.stdout);
  print(
    isTaken
      ? `${theme.glyph("Completed")} "${request.key}" is answered`
      : `${theme.glyph("Pending")} "${request.key}" is answered; its run is busy and has not looked yet`,
  );
}

function choose(open: readonly InputRequest[], key: string | undefined, run: string): InputRequest {
  const matching = open.filter((one) => key === undefined || one.key === key || one.id === key);
  const [only, ...others] = matching;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    const list = matching.map((one) => {
      const name = one.key === only.key && key !== undefined ? one.id : one.key;
      return `  millrace runs answer ${run} ${name} VALUE   ${one.prompt ?? ""}`.trimEnd();
    });
    throw new UsageError(`run ${run} waits for ${matching.length} answers`, {
      remedy: `Name one:\n${list.join("\n")}`,
    });
  }
  const keys = open.map((one) => one.key);
  throw new UsageError(
    open.length === 0
      ? `run ${run} asks for nothing now`
      : `run ${run} does not ask for "${key}"${didYouMean(key ?? "", keys)}`,
    { remedy: "`millrace runs inputs` lists what runs ask for." },
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--json: this is not JSON: ${(error as Error).message}`);
  }
}
