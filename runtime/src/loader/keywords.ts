/** The keyword that keeps what JSON Schema has no word for: `Date`, `bigint`, `URL`, `undefined`. */
export const NATIVE = "x-typescript";
/** Names of an enum's members, in the order of `enum`. */
export const NAMES = "x-enum-names";
