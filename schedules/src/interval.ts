import type { Dates } from "./dates.js";

export function intervalDates({ every, anchor }: { every: number; anchor: number }): Dates {
  return {
    after: (time) => anchor + (Math.floor((time - anchor) / every) + 1) * every,
    before: (time) => anchor + (Math.ceil((time - anchor) / every) - 1) * every,
  };
}
