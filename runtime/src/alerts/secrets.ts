/** Secrets at the moment they are used, and texts without them. */
import { isEnvReference } from "./env.js";
import type { MaybeSecret } from "./options.js";

/** The values that a delivery has taken from the environment, to be kept out of what it says. */
export class Secrets {
  readonly #values = new Map<string, string>();
  readonly #env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv = process.env) {
    this.#env = env;
  }

  /** @throws Error naming the variable that is not set */
  reveal(value: MaybeSecret): string {
    if (!isEnvReference(value)) return value;
    const found = this.#env[value.$env];
    if (!found) {
      throw new Error(`the environment variable ${value.$env} is not set where millrace runs`);
    }
    this.#remember(found, value.$env);
    return found;
  }

  /** The text with the name of the variable in place of each secret, or of a telling part of one. */
  redact(text: string): string {
    let clean = text;
    const longestFirst = [...this.#values].sort(([a], [b]) => b.length - a.length);
    for (const [secret, name] of longestFirst) clean = clean.replaceAll(secret, `$${name}`);
    return clean;
  }

  #remember(secret: string, name: string): void {
    const parts = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
    if (URL.canParse(secret)) {
      const { username, password, pathname, search, href, host } = new URL(secret);
      parts.push(href, password, decoded(password), `${host}${pathname}${search}`);
      // `fetch` and mail servers quote the path or the user alone.
      parts.push(`${pathname}${search}`, pathname, username && `${username}:${password}`);
      const segments = pathname.split("/").filter(Boolean);
      for (const index of segments.keys()) {
        const tail = segments.slice(index).join("/");
        parts.push(tail, encodeURIComponent(tail));
      }
      if (password) parts.push(Buffer.from(decoded(password)).toString("base64"));
    }
    for (const part of parts) if (part.length >= 4) this.#values.set(part, name);
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
