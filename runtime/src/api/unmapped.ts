import { Unmapped } from "../engine/map.js";

/** Gives every call of a `map` this value as it is, though it may be a list. */
export function unmapped<T>(value: T): Unmapped<T> {
  return new Unmapped(value);
}
