/** Runs Prefect's Python: its own home folder, its own server for the moment, no log, no statistics sent. */

import { fileURLToPath } from "node:url";
import { withFolder } from "../../measure/folder.js";
import { outputOf } from "../../measure/subject.js";
import { installPrefect } from "./cache.js";
import { onPath, Unavailable } from "./servers.js";

export async function prefect(script: string, args: readonly (string | number)[]): Promise<string> {
  if (!onPath("python3")) throw new Unavailable("no python3 here: apt-get install python3-venv");
  const python = await installPrefect();
  const file = fileURLToPath(new URL(script, import.meta.url));
  return withFolder((home) =>
    outputOf(python, [file, ...args.map(String)], {
      PREFECT_HOME: home,
      PREFECT_SERVER_ALLOW_EPHEMERAL_MODE: "true",
      PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS: "60",
      PREFECT_SERVER_ANALYTICS_ENABLED: "false",
      DO_NOT_TRACK: "1",
      PREFECT_LOGGING_LEVEL: "CRITICAL",
      PREFECT_LOGGING_TO_API_ENABLED: "false",
    }),
  );
}
