/** A subject is measured in a process of its own: no other one's compiled code, heap or timers. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface SubjectOptions {
  args?: readonly (string | number)[];
  env?: Record<string, string>;
}

/**
 * Runs a TypeScript file and returns what it reported.
 * @throws with the end of its standard error when it fails or reports nothing
 */
export async function measure<Report>(script: URL, options: SubjectOptions = {}): Promise<Report> {
  const args = ["--import", "tsx", fileURLToPath(script), ...(options.args ?? []).map(String)];
  const output = await outputOf(process.execPath, args, options.env);
  const report = output.trimEnd().split("\n").at(-1);
  if (!report) throw new Error(`${script.pathname} reported nothing`);
  return JSON.parse(report) as Report;
}

/** Called by the subject, once, at its end. */
export function report(measured: object): void {
  process.stdout.write(`${JSON.stringify(measured)}\n`);
}

/** Seconds of processor time the process has had: on a busy machine steadier than the clock. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The most memory the process has had, in megabytes. */
export function peakMegabytes(): number {
  return process.resourceUsage().maxRSS / 1000;
}

/**
 * Runs a program to its end.
 * @returns its standard output
 * @throws with the end of its standard error when it exits with anything but 0
 */
export async function outputOf(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-4_000);
  });
  const status = await new Promise<number | string | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code ?? signal));
  });
  if (status === 0) return output;
  throw new Error(`${program} ${args.join(" ")} ended with ${status}:\n${errors}`);
}
