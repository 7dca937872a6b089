/** The smallest flow. */
import { flow, task } from "millrace";

const greet = task(async (name: string) => `hello ${name}`);

export const hello = flow(async (name = "world") => await greet(name));
