import type { Connection } from "vscode-languageserver";
import type { Settings } from "../diagnostics/index.js";

/** The settings under `millrace.` that the server heeds. */
export interface Preferences {
  diagnostics: Settings;
  /** Show `<- task` behind values that come from tasks. */
  inlayHints: boolean;
}

export const STANDARD: Preferences = { diagnostics: {}, inlayHints: false };

/** Asks the editor; what is not set, or not of the right type, is as by default. */
export async function readPreferences(connection: Connection): Promise<Preferences> {
  return preferencesOf(await connection.workspace.getConfiguration("millrace"));
}

/** @param settings the object under `millrace`, whatever an editor put there */
export function preferencesOf(settings: unknown): Preferences {
  const { diagnostics, inlayHints } = record(settings);
  const severity = record(record(diagnostics).severity);
  const known = Object.entries(severity).filter(([, value]) => SEVERITIES.has(String(value)));
  return {
    diagnostics: { severity: Object.fromEntries(known) as NonNullable<Settings["severity"]> },
    inlayHints: record(inlayHints).taskValues === true,
  };
}

const SEVERITIES = new Set(["error", "warning", "information", "hint", "off"]);

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
