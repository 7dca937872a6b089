/**
 * The floor of recording: rows as wide as a task run's, and nothing else, inserted into a file of the
 * same kind by the same driver, so many to a transaction.
 */
import { join } from "node:path";
import Database from "libsql";
import { peakMegabytes, report } from "../../measure/subject.js";

const [folder = "", count = 0, rowsPerTransaction = 1] = process.argv
  .slice(2)
  .map((text, index) => (index === 0 ? text : Number(text))) as [string, number, number];

const db = new Database(join(folder, "rows.db"));
db.prepare("PRAGMA journal_mode = WAL").all();
db.exec("PRAGMA synchronous = NORMAL");
db.exec(`CREATE TABLE rows (run TEXT, ordinal INTEGER, task TEXT, site TEXT, state TEXT, history TEXT,
  started INTEGER, ended INTEGER, result TEXT, PRIMARY KEY (run, ordinal)) WITHOUT ROWID`);
const insert = db.prepare("INSERT INTO rows VALUES (?,?,?,?,?,?,?,?,?)");
const site = JSON.stringify([{ file: import.meta.filename, line: 10, column: 14 }]);

const start = performance.now();
for (let index = 0; index < count; index += rowsPerTransaction) {
  db.exec("BEGIN IMMEDIATE");
  for (let row = index; row < Math.min(index + rowsPerTransaction, count); row += 1) {
    const now = Date.now();
    insert.run([
      "V1StGXR8_Z5jdHi6",
      row,
      "flows/etl.ts#noop",
      site,
      "Completed",
      `[["Running",${row},${now},1],["Completed",${row + count},${now},1]]`,
      now,
      now,
      `[${row}]`,
    ]);
  }
  db.exec("COMMIT");
}
report({ seconds: (performance.now() - start) / 1000, megabytes: peakMegabytes() });
