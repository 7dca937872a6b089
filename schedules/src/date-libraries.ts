/**
 * What reads cron expressions and rules, loaded when the first of them is met: a flow without a
 * schedule starts no slower for them. A bundle without node_modules has `date-libraries-bundled.ts` instead.
 */
import { createRequire } from "node:module";
import type * as Croner from "croner";
import type * as Rules from "rrule";

const require = createRequire(import.meta.url);

export const croner = (): typeof Croner => require("croner");
export const rrule = (): typeof Rules => require("rrule");
