import type { ChildProcess } from "node:child_process";

export interface CodeServer {
  /** Where it answers, on the loopback interface. */
  url: string;
  child: ChildProcess;
  output(): string;
  stop(): void;
}

export function installCodeServer(): string;
export function aptInstall(packageName: string, program: string): string | undefined;
export function installExtension(profile: string, vsix: string): void;
export function startCodeServer(options: {
  profile: string;
  folder: string;
  /** Ask whether to trust the folder, as VS Code does. */
  trust?: boolean;
  port?: number;
}): Promise<CodeServer>;
export function throwAwayProfile(settings?: Record<string, unknown>): string;
