import type { MatchingFiles } from "../workspace/matching-files.js";

/** In a browser nobody knows which files there are besides the sources: nothing is said of them. */
export function matchingFiles(): MatchingFiles {
  return { paths: () => undefined };
}
