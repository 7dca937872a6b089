import type { View } from "../view.js";
import { RunModel } from "./model.js";
import { questionLines } from "./question.js";
import { summary } from "./summary.js";
import type { Theme } from "./theme.js";

/** Says nothing unless something is wrong, or the run goes no further without an answer. */
export function quietView(write: (text: string) => void, theme: Theme): View {
  const model = new RunModel();
  return {
    event(event) {
      if (event.type === "log") return;
      model.apply(event);
      if (event.type === "input-requested") {
        write(`${questionLines(event.request, model, theme).join("\n")}\n`);
      }
      const finished = model.root?.finished;
      if (event !== finished || !model.root || finished.state.type === "COMPLETED") return;
      write(`${summary(model, theme).join("\n")}\n`);
    },
    output: write,
    notice: (text) => write(`${text}\n`),
    end: async () => {},
  };
}
