import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Milliseconds after which nobody asks any more who told of something. */
const KEPT = 24 * 60 * 60 * 1_000;

/**
 * Lets one of several windows tell a person of something: the first to make the file that stands
 * for it. The folder is the same for all windows of a user.
 */
export class Claims {
  constructor(private readonly folder: string) {
    try {
      mkdirSync(folder, { recursive: true });
      this.#forgetOld();
    } catch {
      // The storage cannot be written, or read: every window tells, and all else goes on.
    }
  }

  /** @returns whether this window is the one */
  take(what: string): boolean {
    const name = createHash("sha256").update(what).digest("hex").slice(0, 32);
    try {
      writeFileSync(join(this.folder, name), "", { flag: "wx" });
      return true;
    } catch (error) {
      // Where no file can be made, to be told twice is better than not at all.
      return (error as NodeJS.ErrnoException).code !== "EEXIST";
    }
  }

  #forgetOld(): void {
    for (const name of readdirSync(this.folder)) {
      const path = join(this.folder, name);
      try {
        if (Date.now() - statSync(path).mtimeMs > KEPT) rmSync(path);
      } catch {
        // Another window was faster.
      }
    }
  }
}
