/** Which patterns of files say something of one another, whatever files there are. Pure. */
import picomatch from "picomatch";

/** What can be reckoned with: names, `*` within one, and `**` for any folders. */
const PLAIN = /^[^?[\](){}!+@|\\]*$/;
/** Stands for any text that a wildcard may: no pattern has it in itself. */
const ANY = "\ue000";

/**
 * Whether every path that the inner pattern matches is certain to be matched by the outer one. A
 * wildcard of the inner one is put to the test as text that only a wildcard of the outer one takes.
 */
export function covers(outer: string, inner: string): boolean {
  if (outer === inner) return true;
  if (!PLAIN.test(outer) || !PLAIN.test(inner)) return false;
  const segments = inner.split("/");
  const depths = segments.filter((each) => each === "**").length;
  // How two of them share the folders between them is not reckoned.
  if (depths > 1) return false;
  // More folders than the outer pattern names one by one, so that only its `**` takes them all.
  const most = depths === 0 ? 0 : outer.split("/").length + 1;
  const matches = picomatch(outer, { dot: true });
  for (let depth = 0; depth <= most; depth++) {
    const path = segments.flatMap((each) =>
      each === "**" ? Array<string>(depth).fill(ANY) : each.replace(/\*+/g, ANY),
    );
    if (!matches(path.join("/"))) return false;
  }
  return true;
}

/** False where no path is matched by both: they begin or end differently. */
export function mayMeet(one: string, other: string): boolean {
  if (!PLAIN.test(one) || !PLAIN.test(other)) return true;
  const [start, otherStart] = [one, other].map((text) => text.split("*")[0] ?? "");
  const [end, otherEnd] = [one, other].map((text) => text.slice(text.lastIndexOf("*") + 1));
  return nests(start, otherStart, "startsWith") && nests(end, otherEnd, "endsWith");
}

function nests(one = "", other = "", how: "startsWith" | "endsWith"): boolean {
  return one[how](other) || other[how](one);
}
