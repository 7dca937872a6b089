import type { Rule } from "./rule.js";

/** Every rule, in the order of its code. */
export const rules: readonly Rule[] = [];
