/** The command of desktop VS Code, where there is one. */
export function findDesktop(): string | undefined;
/** Installs the extension into the profile and opens the folder; returns when its window is closed. */
export function openDesktop(
  code: string,
  what: { profile: string; vsix: string; folder: string },
): void;
