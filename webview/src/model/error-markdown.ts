/** An error as Markdown. */
import type { TaskRun } from "@millrace/protocol";
import type { Session } from "./session.js";

/** For an issue or a prompt: what failed, with what, and where. */
export function errorMarkdown(session: Session, task: TaskRun): string {
  const { error } = task;
  const frames = (error?.stack ?? []).map(
    (frame) =>
      `    at ${frame.function ?? "(top level)"} (${frame.file}:${frame.line}:${frame.column})`,
  );
  const inputs = session.details.get(task.id)?.inputs ?? [];
  return [
    `## ${task.name} failed`,
    "",
    `Flow \`${session.graph?.name ?? session.run?.flow ?? ""}\`, run ${session.run?.label ?? ""}, attempt ${task.attempt}.`,
    "",
    ...fenced([`${error?.name ?? "Error"}: ${error?.message ?? ""}`, ...frames].join("\n")),
    ...(inputs.length > 0 ? ["", "### Inputs", ""] : []),
    ...inputs.flatMap(({ name, text }) => [
      `- \`${name ?? "value"}\``,
      "",
      ...fenced(text, "json"),
    ]),
    "",
  ].join("\n");
}

/** Between fences longer than any in the text. */
function fenced(text: string, language = ""): string[] {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return [fence + language, text, fence];
}
