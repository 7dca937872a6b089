/** Builds the bundles and packages them; resolves to the path of the .vsix. */
export function packageExtension(): Promise<string>;
