// biome-ignore-all lint: each of the marked lines is wrong on purpose.
/** Faults with state and names: values that travel beside the graph, and names that mislead. */
import { flow, task } from "millrace";

let table: number[] = [];

export const readTable = task(async () => {
  table = [1, 2, 3]; // MR404
});

export const sumTable = task(async () => table.reduce((a, b) => a + b, 0));

export const addTotal = task((rows: number[]) => {
  rows.push(rows.length); // MR405
  return rows;
});

export const state = flow({ name: "faulty-state" }, async () => {
  await readTable();
  const sum = await sumTable();
  return await addTotal([sum]);
});

export const shadow = flow({ name: "faulty-shadow" }, async () => {
  const addTotal = async (rows: number[]) => rows;
  return await addTotal([1]); // MR602
});

export class Report {
  rows: number[] = [];

  @task() async read() {
    this.rows = [1, 2, 3]; // MR404
  }

  @task() async sum() {
    return this.rows.length;
  }

  @flow({ name: "faulty-report" }) async run() {
    await this.read();
    return await this.sum();
  }
}

export const one = flow({ name: "faulty-same" }, async () => sumTable());
export const other = flow({ name: "faulty-same" }, async () => sumTable()); // MR601
