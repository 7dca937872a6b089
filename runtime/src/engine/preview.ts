/**
 * Values as text for a person, cut early: the cost depends on the length of the text, not on the size
 * of the value. No getter is called.
 */
import { types } from "node:util";

/** Values nested deeper are named, not shown. */
const deepest = 4;

export interface Preview {
  text: string;
  /** There is more than the text shows. */
  truncated: boolean;
}

/** @param most the longest text, in characters; a few more close what is open */
export function preview(value: unknown, most: number): Preview {
  switch (typeof value) {
    case "number":
      return { text: Object.is(value, -0) ? "-0" : String(value), truncated: false };
    case "boolean":
    case "undefined":
      return { text: String(value), truncated: false };
  }
  const writer = new Writer(most);
  writer.value(value, []);
  return { text: writer.text, truncated: writer.truncated };
}

/** Writes until its room is used up. */
class Writer {
  text = "";
  truncated = false;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  value(value: unknown, above: readonly object[]): void {
    if (typeof value === "string") this.#string(value);
    else if (typeof value === "bigint") this.#put(`${value}n`);
    else if (typeof value === "function") this.#put(`[function ${value.name || "anonymous"}]`);
    else if (typeof value !== "object" || value === null) this.#put(String(value));
    else if (above.includes(value)) this.#put("[circular]");
    else {
      try {
        this.#object(value, above);
      } catch {
        // An iterator of its own that throws.
        this.#put("[unreadable]");
      }
    }
  }

  #object(value: object, above: readonly object[]): void {
    if (types.isProxy(value)) this.#put("[proxy]");
    else if (Array.isArray(value)) this.#list("", value, value.length, above);
    else if (value instanceof Date) this.#put(dateText(value));
    else if (value instanceof Error) this.#put(`${value.name}: ${value.message}`);
    else if (value instanceof RegExp || value instanceof URL) this.#put(String(value));
    else if (Buffer.isBuffer(value)) this.#bytes(value);
    else if (ArrayBuffer.isView(value)) this.#view(value, above);
    else if (value instanceof Map) this.#map(value, above);
    else if (value instanceof Set) this.#list(`Set(${value.size}) `, value, value.size, above);
    else if (types.isPromise(value)) this.#put("[promise]");
    else this.#record(value, above);
  }

  #string(value: string): void {
    const room = Math.max(0, this.#most - this.text.length);
    if (value.length <= room) {
      this.text += JSON.stringify(value);
      return;
    }
    this.truncated = true;
    this.text += `${JSON.stringify(value.slice(0, room)).slice(0, -1)}…" (${value.length} characters)`;
  }

  #bytes(value: Buffer): void {
    this.#put(`<${value.length} bytes>`);
  }

  #view(value: ArrayBufferView, above: readonly object[]): void {
    const name = value.constructor.name;
    if (value instanceof DataView) {
      this.#put(`${name} <${value.byteLength} bytes>`);
      return;
    }
    const list = value as unknown as ArrayLike<unknown> & Iterable<unknown>;
    this.#list(`${name}(${list.length}) `, list, list.length, above);
  }

  #list(title: string, items: Iterable<unknown>, size: number, above: readonly object[]): void {
    const inside = this.#open(`${title}[`, items as object, above, size === 0 ? "]" : undefined);
    if (inside === undefined) return;
    let shown = 0;
    for (const item of items) {
      if (this.#full) break;
      if (shown > 0) this.text += ", ";
      this.value(item, inside);
      shown += 1;
    }
    this.#close("]", size - shown);
  }

  #map(map: ReadonlyMap<unknown, unknown>, above: readonly object[]): void {
    const inside = this.#open(`Map(${map.size}) {`, map, above, map.size === 0 ? "}" : undefined);
    if (inside === undefined) return;
    let shown = 0;
    for (const [key, item] of map) {
      if (this.#full) break;
      this.text += shown === 0 ? " " : ", ";
      this.value(key, inside);
      this.text += " => ";
      this.value(item, inside);
      shown += 1;
    }
    this.#close(" }", map.size - shown);
  }

  #record(value: object, above: readonly object[]): void {
    const maker = Object.getPrototypeOf(value)?.constructor?.name ?? "";
    const keys = Object.keys(value);
    const title = maker === "Object" || maker === "" ? "" : `${maker} `;
    const inside = this.#open(`${title}{`, value, above, keys.length === 0 ? "}" : undefined);
    if (inside === undefined) return;
    let shown = 0;
    for (const key of keys) {
      if (this.#full) break;
      this.text += `${shown === 0 ? " " : ", "}${/^[\w$]{1,100}$/.test(key) ? key : JSON.stringify(key.slice(0, 100))}: `;
      this.#field(value, key, inside);
      shown += 1;
    }
    this.#close(" }", keys.length - shown);
  }

  /** Only what is there: a getter may do anything. */
  #field(value: object, key: string, above: readonly object[]): void {
    const field = Object.getOwnPropertyDescriptor(value, key);
    if (field && "value" in field) this.value(field.value, above);
    else this.#put("[getter]");
  }

  /** @returns what is above the parts; undefined where they are not to be shown */
  #open(
    title: string,
    value: object,
    above: readonly object[],
    empty: string | undefined,
  ): readonly object[] | undefined {
    if (empty !== undefined) this.#put(`${title}${empty}`);
    else if (above.length >= deepest) {
      this.truncated = true;
      this.#put(`${title}…${title.endsWith("[") ? "]" : "}"}`);
    } else {
      this.text += title;
      return [...above, value];
    }
    return undefined;
  }

  #close(end: string, left: number): void {
    if (left > 0) {
      this.truncated = true;
      this.text += `, … ${left} more`;
    }
    this.text += end;
  }

  #put(text: string): void {
    const room = Math.max(0, this.#most - this.text.length);
    // What is short is shown whole: a date cut in half is worse than ten characters more.
    if (text.length <= room || text.length <= 40) this.text += text;
    else {
      this.truncated = true;
      this.text += `${text.slice(0, room)}…`;
    }
  }

  get #full(): boolean {
    return this.text.length >= this.#most;
  }
}

function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? "Invalid Date" : date.toISOString();
}
