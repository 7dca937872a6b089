import type { StateName } from "@millrace/protocol";

/** A state's name as a person says it: `TimedOut` is `Timed out`. The editor's own lists say it alike. */
export function stateText(name: StateName): string {
  return name.replace(/\B[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
