/** The option `files` of a task, as a person writes it. Checked by `check.ts`. */

/**
 * A glob such as `"data/*.csv"`, a path, or the name of a folder, which stands for all that is in it;
 * with a slash at its end only for the folder itself, that it is there.
 * `"!data/old.csv"` takes out what an earlier one of the list matched. `{name}` stands for the
 * task's parameter `name`.
 */
export type FilePattern = string | OptionalPattern;

/** A pattern that may match nothing, where `optional` is true. */
export interface OptionalPattern {
  glob: string;
  optional: boolean;
}

/** What a task reads and what it writes. At least one of the two. */
export interface Files {
  /** Runs the task again when the content of one of them has changed, or when there are others. */
  inputs?: FilePattern | readonly FilePattern[];
  /** Runs the task again when one of them is missing, or is not what the task wrote. */
  outputs?: FilePattern | readonly FilePattern[];
  /**
   * The folder that the patterns are relative to. Default: the workspace root, which is the nearest
   * folder above the task's file with a `package.json` or a `.git`. A relative one starts there.
   */
  cwd?: string;
}

/** The files, or how to tell them from the arguments of a call. */
export type FilesOption<Args extends readonly unknown[] = readonly never[]> =
  | Files
  | ((...args: Args) => Files);
