import fc from 'fast-check';

/** What breaks naming, quoting and encoding where anything does: punctuation, line ends, halves of characters. */
export const awkwardParts = [
  '',
  'a',
  ':',
  '"',
  ',',
  '\\',
  '[',
  '{',
  '}',
  'null',
  '\n',
  '\0',
  '\u2028',
  'é',
  'e\u0301',
  '😀',
  '\ud83d',
  '\ude00',
  '\\ud83d',
  '\ufffd',
] as const;

/** Strings of any UTF-16 units, whether or not they are Unicode. */
export const anyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...awkwardParts),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** Texts that have to come back from every store as they went in. */
export const awkwardTexts: readonly string[] = [
  'a NUL \0 within',
  'line \u2028 and paragraph \u2029 separators',
  'half a character \ud83d and the other half \ude00',
  '😀 👩‍👩‍👧 é e\u0301',
  '"quotes" \\ and \r\n line ends\t',
  '\ufeff\uffff',
  '',
];
