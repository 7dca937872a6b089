/**
 * The channel between a run process and whoever started it: a terminal, the editor, a debugger.
 *
 * The host listens on a local socket and tells the run process its path and a one-time token through
 * the environment. The run process sends the token as its first line, then one {@link RunEvent} a
 * line; the host sends {@link HostCommand}s back. Lines are JSON.
 */

/** Path of the socket, or name of the pipe, that the host listens on. */
export const EVENTS = "MILLRACE_EVENTS";
export const EVENTS_TOKEN = "MILLRACE_EVENTS_TOKEN";
/** Process id of a host without which the run must not go on. An editor leaves it out. */
export const SUPERVISOR = "MILLRACE_SUPERVISOR";
/** Says `editor` where a run is started for a person at an editor that does not listen to it. */
export const WATCHER = "MILLRACE_WATCHER";

/** What a host may ask of a run. */
export type HostCommand = { type: "cancel" };

/**
 * Cuts a stream of text into lines.
 *
 * @param limit the longest line taken, in characters
 * @returns a function that takes the next piece and returns the lines it completes, or `undefined`
 * once a line is longer than `limit`
 */
export function lineSplitter(limit: number): (text: string) => string[] | undefined {
  let rest = "";
  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    return rest.length > limit || lines.some((line) => line.length > limit) ? undefined : lines;
  };
}
