/**
 * Where a function was called, in the source a person wrote. This is on the path of every task call,
 * so the stack is short, frames are never formatted, and each position is mapped once.
 */
import { findSourceMap } from "node:module";
import { fileURLToPath } from "node:url";
import type { Frame } from "@millrace/protocol";

export interface CallSite {
  /** The call itself. */
  frame: Frame;
  /** The calls around it up to the flow's or task's body, innermost first. */
  via: Frame[] | undefined;
}

/** Deep enough for helpers that call helpers; every frame costs time. */
const depth = 10;

/**
 * The folder of the library's package, whose frames are nobody's business: the bundle, and the
 * source that its maps lead to.
 */
const own = new URL(/\/engine\/[^/]*$/.test(import.meta.url) ? "../.." : "..", import.meta.url)
  .href;
const ownPath = own.startsWith("file:") ? fileURLToPath(own) : own;

/** True for the library's own code and for Node's. */
export function isForeignToUser(file: string): boolean {
  return file.startsWith("node:") || file.startsWith(ownPath) || file.startsWith(own);
}

/**
 * The place from which `callee` was called.
 * @param callee the function on the stack whose caller is wanted
 */
// biome-ignore lint/complexity/noBannedTypes: any function can be on the stack.
export function callSite(callee: Function): CallSite | undefined {
  const stack = rawStack(callee);
  let frame: Frame | undefined;
  let via: Frame[] | undefined;
  for (const site of stack) {
    const file = site.getFileName();
    if (file === null || file === undefined) continue;
    if (isForeignToUser(file)) {
      if (frame === undefined) continue;
      break;
    }
    const mapped = mappedFrame(site, file);
    if (frame === undefined) frame = mapped;
    else {
      via ??= [];
      via.push(mapped);
    }
  }
  return frame === undefined ? undefined : { frame, via };
}

/** Where a task or flow is defined, and the class in whose constructor or field that is. */
// biome-ignore lint/complexity/noBannedTypes: any function can be on the stack.
export function definitionSite(callee: Function): {
  location: Frame | undefined;
  className: string | undefined;
} {
  for (const site of rawStack(callee)) {
    const file = site.getFileName();
    if (file === null || file === undefined || isForeignToUser(file)) continue;
    const name = site.getFunctionName();
    const isField = name === "<instance_members_initializer>";
    const className = isField
      ? (site.getTypeName() ?? undefined)
      : site.isConstructor()
        ? (name ?? undefined)
        : undefined;
    return { location: mappedFrame(site, file), className };
  }
  return { location: undefined, className: undefined };
}

// biome-ignore lint/complexity/noBannedTypes: any function can be on the stack.
function rawStack(callee: Function): NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: NodeJS.CallSite[] } = {};
  Error.prepareStackTrace = keepSites;
  Error.stackTraceLimit = depth;
  Error.captureStackTrace(holder, callee);
  const stack = holder.stack ?? [];
  Error.stackTraceLimit = stackTraceLimit;
  Error.prepareStackTrace = prepareStackTrace as typeof Error.prepareStackTrace;
  return stack;
}

const keepSites = (_: Error, sites: NodeJS.CallSite[]) => sites;

/** Generated positions seen before, by file, then by line and column as one number. */
const frames = new Map<string, Map<number, Frame>>();
const columns = 1 << 20;

function mappedFrame(site: NodeJS.CallSite, file: string): Frame {
  const line = site.getLineNumber() ?? 1;
  const column = site.getColumnNumber() ?? 1;
  let ofFile = frames.get(file);
  if (ofFile === undefined) {
    ofFile = new Map();
    frames.set(file, ofFile);
  }
  const position = line * columns + column;
  let frame = ofFile.get(position);
  if (frame === undefined) {
    frame = { ...originalPosition(file, line, column) };
    const name = site.getFunctionName();
    if (name) frame.function = name;
    ofFile.set(position, frame);
  }
  return frame;
}

/** Maps a generated position (from 1) to the original one, where a source map is known. */
export function originalPosition(file: string, line: number, column: number): Frame {
  const entry = findSourceMap(file)?.findEntry(line - 1, column - 1);
  if (entry !== undefined && "originalSource" in entry && entry.originalSource) {
    return {
      file: asPath(entry.originalSource),
      line: entry.originalLine + 1,
      column: entry.originalColumn + 1,
    };
  }
  return { file: asPath(file), line, column };
}

/** The path of a `file:` URL without its query; anything else as it is. */
export function asPath(file: string): string {
  const bare = file.replace(/\?[^/]*$/, "");
  return bare.startsWith("file:") ? fileURLToPath(bare) : bare;
}

/** `file:line:column`. */
export function spelled(frame: Frame): string {
  return `${frame.file}:${frame.line}:${frame.column}`;
}
