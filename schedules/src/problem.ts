/** What is wrong with a text, and which part of it is. */
export interface TextProblem {
  /** A clause for the middle of a sentence, without a full stop. */
  message: string;
  /** Where the part begins and ends in the text; it is all of it where no part is to blame. */
  start: number;
  end: number;
}
