import type { RunEvent } from "@millrace/protocol";

/** Somewhere that a run is shown. */
export interface View {
  /** @param line the event as one line of JSON */
  event(event: RunEvent, line: string): void;
  /** What the run process wrote to its own output. */
  output(text: string): void;
  /** Something `millrace` itself has to say. */
  notice(text: string): void;
  /** Nothing follows. */
  end(): Promise<void>;
}

/** Several views of the same run. */
export function both(views: View[]): View {
  return {
    event: (event, line) => {
      for (const view of views) view.event(event, line);
    },
    output: (text) => {
      for (const view of views) view.output(text);
    },
    notice: (text) => {
      for (const view of views) view.notice(text);
    },
    end: async () => {
      for (const view of views) await view.end();
    },
  };
}
