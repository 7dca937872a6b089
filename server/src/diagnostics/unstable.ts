import { ts } from "ts-morph";

/** What a person does to cut a time down to a day or an hour. */
const CUTS = new Set([
  "slice",
  "split",
  "substring",
  "substr",
  "toDateString",
  "toLocaleDateString",
  "getFullYear",
  "getUTCFullYear",
  "getMonth",
  "getUTCMonth",
  "getDate",
  "getUTCDate",
  "getDay",
  "getUTCDay",
  "getHours",
  "getUTCHours",
  "setHours",
  "setUTCHours",
]);
const RANDOM = new Set(["randomUUID", "uuid", "uuidv4", "uuidv7", "nanoid", "ulid", "cuid"]);

/** The first expression in a piece of code whose value is another one each time, if there is one. */
export function unstableIn(root: ts.Node): ts.Node | undefined {
  let found: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if (isUnstable(node) && !isCutDown(node, root)) found = node;
    else ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

function isUnstable(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) {
    const isDate = ts.isIdentifier(node.expression) && node.expression.text === "Date";
    return isDate && (node.arguments?.length ?? 0) === 0;
  }
  if (!ts.isCallExpression(node)) return false;
  const { expression } = node;
  if (ts.isIdentifier(expression)) return RANDOM.has(expression.text);
  if (!ts.isPropertyAccessExpression(expression)) return false;
  const text = expression.getText();
  return (
    ["Date.now", "Math.random", "performance.now"].includes(text) ||
    RANDOM.has(expression.name.text)
  );
}

/** `new Date().toISOString().slice(0, 10)`, `Math.floor(Date.now() / 3.6e6)`: the same for a while. */
function isCutDown(node: ts.Node, root: ts.Node): boolean {
  for (let at = node.parent; at && at !== root.parent; at = at.parent) {
    if (ts.isPropertyAccessExpression(at) && CUTS.has(at.name.text)) return true;
    if (ts.isBinaryExpression(at)) {
      const { kind } = at.operatorToken;
      if (kind === ts.SyntaxKind.SlashToken || kind === ts.SyntaxKind.PercentToken) return true;
    }
    // What a function makes of it is its own business.
    if (ts.isCallExpression(at) && at.arguments.some((each) => each === node))
      return at.expression.getText() !== "String";
  }
  return false;
}
