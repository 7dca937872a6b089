/** A view in a terminal whose person can answer what the run asks. */

import { dirname, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { InputRequest } from "@millrace/protocol";
import { Questions } from "./terminal/questions.js";
import type { Theme } from "./terminal/theme.js";
import type { HeldView, View } from "./view.js";

/** Milliseconds until a question that has just been asked is in the store. */
const commitTime = 100;

/**
 * @param file the file that is run: its workspace has the store
 * @param leave is called when the person wants to be asked no more
 */
export function answeringView(view: HeldView, file: string, theme: Theme, leave: () => void): View {
  const questions = new Questions({
    input: process.stdin,
    output: process.stderr,
    theme,
    hold: () => view.hold(),
    answer: (request, value) => answer(file, request, value),
    interrupt: () => process.kill(process.pid, "SIGINT"),
    leave,
  });
  return {
    ...view,
    event(event) {
      view.event(event);
      questions.event(event);
    },
    async end() {
      questions.close();
      await view.end();
    },
  };
}

async function answer(
  file: string,
  { id }: InputRequest,
  value: unknown,
): Promise<string | undefined> {
  // A run that asks nothing need not load the store here.
  const { answerInput, openHistory, storeFolder } = await import("../store/index.js");
  await wait(commitTime);
  const store = openHistory(storeFolder(dirname(resolve(file))));
  if (store === undefined) return "the store of the run is gone";
  try {
    await answerInput(store, id, value);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    store.close();
  }
}
