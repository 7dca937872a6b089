/** Results kept across runs, by cache key. */
import type { ResultCache } from "../engine/store.js";
import { decode, encode } from "./codec.js";
import type { Connection } from "./connection.js";
import { noteUse } from "./last-use.js";
import type { Write } from "./recorder.js";

export function createCache(
  connected: () => Connection,
  enqueue: (write: Write) => void,
): ResultCache {
  /** Written within the next commit, and to be found before. */
  const pending = new Map<string, { text: string; expires: number | undefined }>();

  return {
    cached(key) {
      const now = Date.now();
      const fresh = pending.get(key);
      if (fresh !== undefined) {
        return isExpired(fresh.expires, now) ? undefined : { value: decode(fresh.text) };
      }
      const row = connected().first<{ value: string; used: number }>(
        "SELECT value, used FROM cache WHERE key = ? AND (expires IS NULL OR expires > ?)",
        [key, now],
      );
      if (row === undefined) return undefined;
      noteUse(enqueue, "cache", key, row.used);
      return { value: decode(row.value) };
    },

    remember(key, from, value, expires) {
      const entry = { text: encode(value), expires };
      pending.set(key, entry);
      enqueue({
        write: (connection) =>
          connection.run(
            "INSERT OR REPLACE INTO cache (key, from_task, used, expires, value) VALUES (?,?,?,?,?)",
            [key, from, Date.now(), expires ?? null, entry.text],
          ),
        committed() {
          if (pending.get(key) === entry) pending.delete(key);
        },
      });
    },
  };
}

function isExpired(expires: number | undefined, now: number): boolean {
  return expires !== undefined && expires <= now;
}
