/** What limits allow: as code and configuration declare it, and as a person has set it since. */
import { type Settings, spokenSettings, type Want } from "../limits/declared.js";
import type { Connection } from "./connection.js";

export type LimitKind = "concurrency" | "rate";

export interface StoredLimit {
  name: string;
  kind: LimitKind;
  declared: number | null;
  declared_per: number | null;
  /** Where it is declared. */
  place: string | null;
  chosen: number | null;
  chosen_per: number | null;
}

/** What was set goes before what is declared. */
export function effective(connection: Connection, { name, limit, rate }: Want): Settings {
  const settings: Settings = {
    ...(limit === undefined ? {} : { limit }),
    ...(rate === undefined ? {} : { rate }),
  };
  const set = connection.all<StoredLimit>(
    "SELECT * FROM limits WHERE name = ? AND chosen IS NOT NULL",
    [name],
  );
  for (const { kind, chosen, chosen_per: per } of set) {
    if (chosen === null) continue;
    if (kind === "concurrency") settings.limit = chosen;
    else settings.rate = { starts: chosen, per: per ?? 1_000 };
  }
  return settings;
}

/** @param noted what this process has noted before, by name */
export function noteDeclared(connection: Connection, want: Want, noted: Map<string, string>): void {
  const { name, limit, rate, place = null } = want;
  const text = spokenSettings(want);
  if (text === "" || noted.get(name) === text) return;
  noted.set(name, text);
  const note = (kind: LimitKind, declared: number, per: number | null) =>
    connection.run(
      `INSERT INTO limits (name, kind, declared, declared_per, place) VALUES (?,?,?,?,?)
       ON CONFLICT DO UPDATE SET declared = excluded.declared,
         declared_per = excluded.declared_per, place = excluded.place`,
      [name, kind, declared, per, place],
    );
  if (limit !== undefined) note("concurrency", limit, null);
  if (rate !== undefined) note("rate", rate.starts, rate.per);
}

/** Has all runs on the machine keep to this, whatever their code says, from their next start on. */
export function setLimit(connection: Connection, name: string, { limit, rate }: Settings): void {
  const set = (kind: LimitKind, chosen: number, per: number | null) =>
    connection.run(
      `INSERT INTO limits (name, kind, chosen, chosen_per) VALUES (?,?,?,?)
       ON CONFLICT DO UPDATE SET chosen = excluded.chosen, chosen_per = excluded.chosen_per`,
      [name, kind, chosen, per],
    );
  connection.write(() => {
    if (limit !== undefined) set("concurrency", limit, null);
    if (rate !== undefined) set("rate", rate.starts, rate.per);
  });
}

/** Forgets what was set, and the name with it: code that uses it declares it again. @returns false where nobody knew it */
export function removeLimit(connection: Connection, name: string): boolean {
  return connection.write(() => {
    connection.run("DELETE FROM rate_starts WHERE name = ?", [name]);
    return connection.run("DELETE FROM limits WHERE name = ?", [name]) > 0;
  });
}

/** All that are known, by name. */
export function storedLimits(connection: Connection): StoredLimit[] {
  return connection.all<StoredLimit>("SELECT * FROM limits ORDER BY name, kind");
}
