/** The name of several runs of a task: where they are named after their arguments, the task's own. */
export function commonName(names: readonly string[], taskKey: string): string {
  const [first = ""] = names;
  if (names.every((name) => name === first)) return first;
  return taskKey.slice(taskKey.indexOf("#") + 1);
}
