/**
 * What `$(shell …)` gives is not known while importing: it is asked when the flow file is loaded. Until
 * then something stands for it in the texts that are expanded, and becomes an expression in the code.
 */
import { textFunctions } from "./functions.js";
import { literal, type Part } from "./template.js";

/** A call whose result is only known later; its arguments may hold further ones. */
interface Call {
  name: string;
  args: readonly string[];
}

/** Characters for private use, which a Makefile has none of. */
const [before, after] = ["\uE000", "\uE001"] as const;

/** So that nothing in a Makefile is taken for something that stands for another thing. */
export function withoutStandIns(source: string): string {
  return source.replaceAll(/[\uE000\uE001]/g, "\uFFFD");
}

export class Late {
  readonly #calls: Call[] = [];
  readonly #indices = new Map<string, number>();
  /** Those whose result something hung on. */
  readonly #asked = new Set<number>();

  /** What stands for the call's result; undefined for a function that has no counterpart in code. */
  standIn(name: string, args: readonly string[]): string | undefined {
    if (!["shell", "environment"].includes(name) && codeOf[name] === undefined) return undefined;
    const key = JSON.stringify([name, args]);
    const index = this.#indices.get(key) ?? this.#calls.push({ name, args }) - 1;
    this.#indices.set(key, index);
    return `${before}${index}${after}`;
  }

  isIn(text: string): boolean {
    return text.includes(before);
  }

  /** There is nothing else in the text. */
  isOnly(text: string): boolean {
    return this.isIn(text) && text.replaceAll(/\uE000\d+\uE001|\s/g, "") === "";
  }

  /** Something in it is only known later, and nothing has hung on it by now. */
  isUnasked(text: string): boolean {
    const found = [...text.matchAll(/\uE000(\d+)\uE001/g)];
    return found.length > 0 && found.every(([, index]) => !this.#asked.has(Number(index)));
  }

  parts(text: string): Part[] {
    return text
      .split(before)
      .flatMap((piece, at) => {
        if (at === 0) return [piece];
        const [index = "", rest = ""] = piece.split(after);
        return [{ code: this.#code(this.#calls[Number(index)] as Call) }, rest];
      })
      .filter((part) => part !== "");
  }

  /** The text with what each command in it gives by now. @param run gives what it prints */
  now(text: string, run: (command: string) => string): string {
    return text.replaceAll(/\uE000(\d+)\uE001/g, (_, index) => {
      const { name, args } = this.#calls[Number(index)] as Call;
      this.#asked.add(Number(index));
      const known = args.map((arg) => this.now(arg, run));
      if (name === "shell") return run(known[0] ?? "");
      if (name === "environment") return known[1] ?? "";
      return textFunctions.get(name)?.(known) ?? "";
    });
  }

  #code({ name, args }: Call): string {
    if (name === "environment") return `process.env.${args[0]} ?? ""`;
    const code = args.map((arg) => literal(this.parts(arg)));
    return name === "shell" ? printed(code[0] ?? "") : (callCode(name, code) ?? "");
  }
}

/** @param command as code */
export function printed(command: string): string {
  return `await printed(${command})`;
}

/** Functions of a text that is only known later, as code. */
const codeOf: Record<string, (first: string, others: readonly string[]) => string> = {
  strip: (text) => text,
  if: (condition, [yes = '""', no = '""']) => `${operand(condition)} ? ${yes} : ${no}`,
  or: (first, others) => [first, ...others].map(operand).join(" || "),
  subst: (from, [to = '""', text = '""']) => `${operand(text)}.replaceAll(${from}, ${to})`,
  firstword: (text) => `${operand(text)}.split(" ")[0]`,
  lastword: (text) => `${operand(text)}.split(" ").at(-1)`,
};

/** A function whose arguments are code; undefined where it has no counterpart. */
export function callCode(name: string, [first = '""', ...others]: readonly string[]) {
  return codeOf[name]?.(first, others);
}

function operand(code: string): string {
  return /^await | \? | \|\| /.test(code) ? `(${code})` : code;
}
