import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { FileAnalysis } from "../analysis/index.js";
import { repositoryRoot, sourceFiles } from "../workspace/disk.js";
import { Project } from "../workspace/project.js";

/** What a person asked for cannot be done: the message says why, the exit status is 2. */
export class UsageError extends Error {}

const SOURCE = /\.[cm]?[jt]sx?$/;

/** The absolute path of a file or folder that a person named, with forward slashes. */
export function absolutePath(path: string): string {
  const absolute = resolve(path);
  if (!existsSync(absolute)) throw new UsageError(`${path} does not exist`);
  return absolute.replaceAll("\\", "/");
}

/** The project a file or folder lies in, as it is on the disk. */
export function projectAt(path: string): Project {
  const inside = statSync(path).isDirectory() ? `${path}/_` : path;
  return new Project(repositoryRoot(inside), { at: () => undefined });
}

/** The source files of what a person named: the file itself, or those below the folder. */
export async function filesAt(path: string): Promise<string[]> {
  return statSync(path).isDirectory() ? await sourceFiles(path) : [sourcePath(path)];
}

/** The path itself, which has to be a source file's. */
export function sourcePath(path: string): string {
  if (statSync(path).isDirectory()) throw new UsageError(`${path} is a folder: name a file in it`);
  if (!SOURCE.test(path)) throw new UsageError(`${path} is not TypeScript or JavaScript`);
  return path;
}

/** The analysis of a file that a person named, which has to be readable. */
export function analysisOf(project: Project, file: string): FileAnalysis {
  const analysis = project.analysis(file);
  if (!project.analyzer.facts(file)) {
    const problem = project.analyzer.problems().find((one) => one.file === file);
    throw new UsageError(problem ? `${file}: ${problem.message}` : `${file} cannot be read`);
  }
  return analysis;
}
