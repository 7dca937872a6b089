import { describe, expect, test } from "vitest";
import { catalogue } from "./catalogue/index.js";
import { type Form, graphOf } from "./support/forms.js";
import { notation } from "./support/notation.js";

const ALL: Form[] = ["wrapper", "field", "decorated"];

/** One test a pattern and form: its source gives exactly these nodes and edges. */
for (const [title, rows] of Object.entries(catalogue)) {
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
