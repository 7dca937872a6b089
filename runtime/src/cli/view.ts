import type { RunEvent } from "@millrace/protocol";

/** Somewhere that a run is shown. */
export interface View {
  event(event: RunEvent): void;
  /** What the run process wrote to its own output. */
  output(text: string): void;
  /** Something `millrace` itself has to say. */
  notice(text: string): void;
  /** Nothing follows. */
  end(): Promise<void>;
}

/** One that can leave the terminal to somebody else for a while. */
export interface HeldView extends View {
  /** Writes nothing until what this returns is called. */
  hold(): () => void;
}

/** Several views of the same run. */
export function both(views: View[]): View {
  return {
    event: (event) => {
      for (const view of views) view.event(event);
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
