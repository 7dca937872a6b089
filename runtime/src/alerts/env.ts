/** Names of secrets instead of secrets: what is kept, shown and sent between processes. */
export interface EnvReference {
  readonly $env: string;
}

/**
 * A value that the service takes from its environment at the moment it is used, so that it is in no
 * source, store or log.
 * @throws TypeError where the name is none a variable may have
 */
export function env(name: string): EnvReference {
  if (typeof name === "string" && /^[A-Za-z_]\w*$/.test(name)) return { $env: name };
  throw new TypeError(
    `env(${JSON.stringify(name)}): give the name of an environment variable, such as env("SLACK_URL")`,
  );
}

export function isEnvReference(value: unknown): value is EnvReference {
  return (
    typeof value === "object" && value !== null && typeof (value as EnvReference).$env === "string"
  );
}
