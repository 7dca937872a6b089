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
    "```",
    `${error?.name ?? "Error"}: ${error?.message ?? ""}`,
    ...frames,
    "```",
    ...(inputs.length > 0 ? ["", "### Inputs", ""] : []),
    ...inputs.flatMap(({ name, text }) => [`- \`${name ?? "value"}\``, "", "```json", text, "```"]),
    "",
  ].join("\n");
}
