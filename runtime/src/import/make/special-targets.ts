/** Targets that are no files: they tell make how to work. */

/** What they say says nothing here. */
export const ignoredTargets = new Set([
  ".SUFFIXES",
  ".PRECIOUS",
  ".SECONDARY",
  ".INTERMEDIATE",
  ".SILENT",
  ".POSIX",
  ".DELETE_ON_ERROR",
]);

/** What to do about those that have no counterpart. */
export const specialTargets: Readonly<Record<string, string>> = {
  ".SECONDEXPANSION": ": write out the prerequisites that have `$$` before them",
  ".DEFAULT": ": write a task for each target that has no rule",
  ".IGNORE": ": write `-` before the commands whose failure does not matter, and import again",
  ".EXPORT_ALL_VARIABLES": ": give the commands their variables in `env` of execa",
};

/** `.c.o:` is an old way to write `%.o: %.c`. */
export function suffixRule(
  targets: readonly string[],
  prerequisites: readonly string[],
): { target: string; source: string } | undefined {
  if (targets.length !== 1 || prerequisites.length > 0) return undefined;
  const [, source, target] = /^(\.[\w+]+)(\.[\w+]+)$/.exec(targets[0] as string) ?? [];
  return source === undefined || target === undefined
    ? undefined
    : { target: `%${target}`, source: `%${source}` };
}
