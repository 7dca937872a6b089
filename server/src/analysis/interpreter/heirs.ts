import type { Frame } from "./frame.js";
import type { ClassShape } from "./values.js";

/** A call that may reach more classes than this says nothing to a reader. */
const MOST_HEIRS = 6;

/**
 * Classes of other files that extend or implement what is declared under a name (P84, P86). While a
 * module is still being evaluated nothing is known of those that import it.
 */
export function heirsOf(frame: Frame, declared: { file: string; name: string }): ClassShape[] {
  const { run } = frame;
  if (run.flow === null) return [];
  const found: ClassShape[] = [];
  const seen = new Set<string>();
  const open = [declared];
  for (let at = open.pop(); at && found.length < MOST_HEIRS; at = open.pop()) {
    for (const heir of run.modules.program.heirs(at)) {
      const key = `${heir.file}\0${heir.name}`;
      if (seen.has(key)) continue;
      seen.add(key);
      open.push(heir);
      const module = run.modules.get(heir.file);
      for (const file of module?.files ?? []) run.files.add(file);
      const [shape] = module?.env.cells.get(heir.name)?.base?.shapes ?? [];
      if (shape?.kind === "class") found.push(shape);
    }
  }
  return found;
}
