import type { Diagnostic, Range, Severity } from "@millrace/protocol";
import type { Subject } from "./subject.js";

/** One rule of the catalogue: what it looks for, and how much it matters. */
export interface Rule {
  /** `MR201`: stable, names the page under docs/rules. */
  code: string;
  /** Its short name, as in `floating-future`. */
  name: string;
  severity: Severity;
  /** What it finds, in one line. */
  summary: string;
  /** Finds it in one file. May rely on nothing but the subject; must accept half-typed code. */
  find(subject: Subject): Iterable<Found>;
}

/** What a rule found, before the settings and the comments in the code had their say. */
export interface Found {
  message: string;
  range: Range;
  related?: NonNullable<Diagnostic["related"]>;
  fixes?: Fix[];
  /** Where this case matters more or less than the rule's severity says. */
  severity?: Severity;
}

/** A change to the code that makes a finding go away, as text edits. */
export interface Fix {
  /** As a menu shows it: `Await fetchData`. */
  title: string;
  edits: Edit[];
  /** The one to take where only one can be. */
  preferred?: boolean;
}

/** Replaces a range of a file's text; an empty range inserts. */
export interface Edit {
  file: string;
  range: Range;
  text: string;
}

/** A diagnostic, and what can be done about it. */
export interface Finding extends Diagnostic {
  /** The rule's short name. */
  rule: string;
  fixes: Fix[];
}

/** How a person wants the rules: by code. */
export interface Settings {
  severity?: Readonly<Record<string, Severity | "off">>;
  /** Show hints too. They suggest; on a command line nobody asked. Default: true. */
  hints?: boolean;
}
