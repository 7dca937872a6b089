/**
 * Text of others, such as an error's message, for a notification. There VS Code makes a link of
 * `[text](command:id)` that runs the command: who writes the text must not choose one. Pure.
 */
export function unlinked(text: string): string {
  return text.replaceAll("](", "] (");
}
