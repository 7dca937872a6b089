import type { TaskStateChanged } from "@millrace/protocol";

/** A task run as its events tell of it: what there is to find its static node by. */
export interface Sighting {
  /** The task's name, as the run shows it. */
  name: string;
  /** File and export of the task, where it is known. */
  task?: string;
  /** Where it was called; absent for runs that record no call sites. */
  site?: Place;
  /** The helper calls around it, innermost first. */
  via: readonly Place[];
}

/** A place in a stack trace: lines and columns count from 1. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

/** What an event tells; a `node` that is not a place is left to the caller, who has the node then. */
export function sightingOf(event: Pick<TaskStateChanged, "name" | "node" | "via">): Sighting {
  const site = event.node === undefined ? undefined : placeOf(event.node);
  const via = (event.via ?? []).flatMap((each) => placeOf(each) ?? []);
  return { name: event.name, ...(site === undefined ? {} : { site }), via };
}

/** Reads `file:line:column`; the file may hold colons itself. */
export function placeOf(spelled: string): Place | undefined {
  const match = /^(.+):(\d+):(\d+)$/s.exec(spelled);
  if (match === null) return undefined;
  const [, file, line, column] = match as unknown as [string, string, string, string];
  return { file: file.replaceAll("\\", "/"), line: Number(line), column: Number(column) };
}

export function spell({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}
