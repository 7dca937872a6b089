/** Widths of characters in ems, for sans-serif fonts: generous, so that no text leaves its box. */
const NARROW = 0.34;
const MIDDLE = 0.6;
const WIDE = 0.86;
const FULL = 1.05;

/** How wide a text is at most, in pixels. @param size of the font, in pixels */
export function widthOf(text: string, size: number): number {
  let ems = 0;
  for (const character of text) ems += emsOf(character);
  return ems * size;
}

function emsOf(character: string): number {
  if (
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u.test(
      character,
    )
  ) {
    return FULL;
  }
  if (/[ijlIftr.,:;'|!()[\]{}]/.test(character)) return NARROW;
  if (/[mwMW@%—]/.test(character) || /\p{Lu}/u.test(character)) return WIDE;
  return MIDDLE;
}
