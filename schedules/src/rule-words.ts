import { parsedRules } from "./rule.js";

/**
 * The rule in words: `every week on Monday`.
 * @param text one that `ruleProblem` has nothing against
 */
export function spokenRule(text: string): string {
  const [rule] = parsedRules(text).rrules();
  return rule ? rule.toText() : "on given dates";
}
