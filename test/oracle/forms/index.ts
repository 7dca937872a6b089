import { branches } from "./branches.js";
import { calls } from "./calls.js";
import { containers } from "./containers.js";
import { errors } from "./errors.js";
import type { Form } from "./form.js";
import { functions } from "./functions.js";
import { loops } from "./loops.js";
import { maps } from "./maps.js";
import { values } from "./values.js";

/** Simplest first: that is where shrinking goes. */
const forms: Record<string, Form> = {
  ...calls,
  ...values,
  ...branches,
  ...containers,
  ...functions,
  ...maps,
  ...loops,
  ...errors,
};

export const formNames = Object.keys(forms);

export function formOf(name: string): Form {
  const found = forms[name];
  if (found === undefined) throw new Error(`no form is named "${name}": see test/oracle/forms`);
  return found;
}

export function blocksOf(name: string): number {
  return formOf(name).blocks;
}
