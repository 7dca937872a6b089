import { expect, test } from "vitest";
import { HeldSlots } from "../../../runtime/src/serve/held.js";

test("a slot waits for its file to change, at most as long as patience lasts", () => {
  const held = new HeldSlots(60);
  expect(held.isHeld("a", 0)).toBe(false);
  expect(held.hold("a", 100)).toBe(true);
  expect([held.isHeld("a", 101), held.isHeld("b", 101)]).toEqual([true, false]);

  held.filesChanged();
  expect(held.isHeld("a", 110)).toBe(false);
  // Still broken: its time goes on from the first refusal.
  expect(held.hold("a", 120)).toBe(true);
  expect([held.isHeld("a", 159), held.isHeld("a", 160)]).toEqual([true, false]);

  // The last try was refused, too. A later slot begins anew.
  expect(held.hold("a", 161)).toBe(false);
  expect(held.hold("a", 162)).toBe(true);
  held.forget("a");
  expect(held.isHeld("a", 163)).toBe(false);
});
