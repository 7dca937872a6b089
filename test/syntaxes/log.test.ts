import { expect, test } from "vitest";
import { ours } from "./tokens.js";

const cases: [name: string, line: string, expected: string[]][] = [
  [
    "a state",
    "12:46:01.123  fetchData  Completed  in 1.2 s",
    [
      "12:46:01.123 -> comment.line.time",
      "Completed -> markup.inserted.state",
      "1.2 s -> constant.numeric",
    ],
  ],
  [
    "a retry",
    "12:46:01.123  fetchData  Retrying  2 of 4",
    [
      "12:46:01.123 -> comment.line.time",
      "Retrying -> token.warn-token.state",
      "2 -> constant.numeric",
      "4 -> constant.numeric",
    ],
  ],
  [
    "a state of two words",
    "12:46:01.123  fetchData  Timed out  after 2 s",
    [
      "12:46:01.123 -> comment.line.time",
      "Timed out -> token.error-token.state",
      "2 s -> constant.numeric",
    ],
  ],
  [
    "a level",
    "12:46:01.123  fetchData  error  no answer",
    ["12:46:01.123 -> comment.line.time", "error -> token.error-token.level"],
  ],
  [
    "the word of a level inside a message",
    "12:46:01.123  load  info  an error was expected",
    ["12:46:01.123 -> comment.line.time", "info -> token.info-token.level"],
  ],
  [
    "a failure",
    "12:46:01.123  load  Failed  TypeError: no rows",
    [
      "12:46:01.123 -> comment.line.time",
      "Failed -> token.error-token.state",
      "TypeError -> entity.name.type.error",
    ],
  ],
  [
    "a stack frame",
    "    at load (/srv/flows/etl.ts:12:7)",
    [
      "at -> keyword.other.frame",
      "load -> entity.name.function.frame",
      "/srv/flows/etl.ts:12:7 -> markup.underline.link",
    ],
  ],
  [
    "a frame on Windows",
    "    at load (C:\\flows\\etl.ts:12:7)",
    [
      "at -> keyword.other.frame",
      "load -> entity.name.function.frame",
      "C:\\flows\\etl.ts:12:7 -> markup.underline.link",
    ],
  ],
  [
    "a place in a message",
    "12:46:01.123  load  warn  see flows/etl.ts:40",
    [
      "12:46:01.123 -> comment.line.time",
      "warn -> token.warn-token.level",
      "flows/etl.ts:40 -> markup.underline.link",
    ],
  ],
];

test.each(cases)("%s", async (_, line, expected) => {
  expect(await ours("log.millrace", line)).toEqual(expected);
});
