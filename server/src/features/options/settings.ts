import { ts } from "ts-morph";
import { nameOf, type OptionsAt } from "./at.js";

/**
 * The options in force, as written: those of the object itself, over those that `with` leaves as they
 * are.
 */
export function settingsOf({ object, call, defined }: OptionsAt): Map<string, string> {
  const settings = new Map<string, string>();
  if (call === "with") {
    for (const { name, text } of defined?.fact.options ?? []) settings.set(name, text);
  }
  for (const property of object.properties) {
    if (!ts.isPropertyAssignment(property)) continue;
    settings.set(nameOf(property.name), property.initializer.getText());
  }
  return settings;
}
