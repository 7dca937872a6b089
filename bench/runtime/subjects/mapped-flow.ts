/** A flow of many tiny tasks, for `millrace run`. */
import { flow, task } from "millrace";

const noop = task((n: number) => n);

export const mapped = flow(async (count: number) => {
  await noop.map(Array.from({ length: count }, (_, index) => index));
});
