import { describe, expect, test } from "vitest";
import { type Form, graphOf, type Pattern } from "./forms.js";
import { notation } from "./notation.js";

export interface Row extends Pattern {
  /** The number in the catalogue of analysis.md; a letter tells variants apart. */
  id: string;
  /** Where code outside the flow cannot be written with members, the wrapper form only. */
  forms?: Form[];
  graph: string[];
}

const ALL: Form[] = ["wrapper", "field", "decorated"];

/** One test a pattern and form: its source gives exactly these nodes and edges. */
export function describePatterns(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    for (const row of rows) {
      // Code before the flow calls the tasks by their bare names.
      const forms = row.forms ?? (row.before || row.files ? (["wrapper"] as const) : ALL);
      for (const form of forms) {
        test(`${row.id} ${form}: ${row.body}`, () => {
          expect(notation(graphOf(row, form))).toEqual(row.graph);
        });
      }
    }
  });
}
