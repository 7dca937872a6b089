import type { Spot } from "../spot.js";

/** A way to write a step. The names say which patterns of the catalogue it covers. */
export interface Form {
  /** How many blocks of steps it holds. */
  blocks: number;
  write(at: Spot): void;
}

export function form(write: (at: Spot) => void, blocks = 0): Form {
  return { blocks, write };
}
