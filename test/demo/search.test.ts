import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passagesOf } from '../../src/demo/passages.ts';
import { PassageSearch } from '../../src/demo/search.ts';
import { filesNamedIn, searchWordsOf, stemOf } from '../../src/demo/words.ts';
import { expectVerbatim } from './lawful.ts';

describe('words', () => {
  it('drops stop words and further forms of the same word', () => {
    expect(searchWordsOf('How are the cursors of a cursor resumed?')).toEqual(['cursors', 'resumed']);
    expect(searchWordsOf('What is finalText and max_length?')).toEqual(['final', 'text', 'max', 'length']);
    expect(searchWordsOf('SQLite, HTTPS und 東京タワー')).toEqual(['sqlite', 'https', 'und', '東京タワー']);
    expect(searchWordsOf(Array.from({ length: 40 }, (_, n) => `w${n}x`).join(' '))).toHaveLength(12);
  });

  it.each([
    ['cache', 'caches', 'cached', 'caching'],
    ['policy', 'policies'],
    ['process', 'processes', 'processing'],
    ['stop', 'stops', 'stopped', 'stopping'],
    ['string', 'strings'],
  ])('gives the forms of %s one stem', (...forms) => {
    expect(new Set(forms.map(stemOf)).size).toBe(1);
  });

  it('finds the files that a question names', () => {
    expect(filesNamedIn('Does docs/a.md, or “../b.txt”, say more than c.json.')).toEqual([
      'docs/a.md',
      '../b.txt',
      'c.json',
    ]);
    expect(filesNamedIn('e.g. 1.5 or the end. Then')).toEqual([]);
    expect(filesNamedIn('a.md a.md b.md c.md d.md')).toEqual(['a.md', 'b.md', 'c.md']);
  });

  it('takes hostile questions in its stride', () => {
    filesNamedIn(`${'a.'.repeat(200_000)} ${'.'.repeat(200_000)}x`);
    searchWordsOf('s'.repeat(200_000));
  });
});

describe('passages', () => {
  const text = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('', 'word '.repeat(30), 'x'.repeat(1_500), `x${'🎉'.repeat(700)}`),
      ),
    )
    .chain((lines) => fc.constantFrom('\n', '\r\n').map((end) => lines.join(end)));

  it('are verbatim, bounded, and together hold the whole text', () => {
    fc.assert(
      fc.property(text, (content) => {
        const passages = [...passagesOf(content)];
        for (const passage of passages) {
          expectVerbatim(content, passage);
          expect(passage.text.split('\n').length).toBeLessThanOrEqual(8);
          expect([...passage.text].length).toBeLessThanOrEqual(600);
          expect(passage.text.isWellFormed()).toBe(true);
        }
        const dense = (some: string) => some.replace(/\s/gu, '');
        expect(dense(passages.map((passage) => passage.text).join(''))).toBe(dense(content));
      }),
    );
  });

  it('keep a heading with its paragraph, and paragraphs apart', () => {
    const paragraph = 'Enough words to stand on their own as a paragraph, since eighty characters make one.';
    const passages = [...passagesOf(`# One\n\n${paragraph}\n\n\n# Two\n\n${paragraph}\n`)];
    expect(passages).toEqual([
      { line: 1, text: `# One\n\n${paragraph}` },
      { line: 6, text: `# Two\n\n${paragraph}` },
    ]);
  });

  it('have eight lines at most', () => {
    const lines = Array.from({ length: 20 }, (_, n) => `line ${n + 1}`);
    expect([...passagesOf(lines.join('\n'))]).toMatchObject([{ line: 1 }, { line: 9 }, { line: 17 }]);
  });
});

describe('the search', () => {
  function best(words: string[], files: Record<string, string>) {
    const search = new PassageSearch(words);
    for (const [path, text] of Object.entries(files)) search.add(path, text);
    return search.best(9).map(({ path }) => path);
  }

  it('prefers the rare word', () => {
    const files = { 'a.md': 'run here', 'b.md': 'run there', 'c.md': 'run now', 'd.md': 'epoch here' };
    expect(best(['run', 'epoch'], files)[0]).toBe('d.md');
  });

  it('prefers many words once to one word often', () => {
    const files = { 'a.md': 'resume resume resume', 'b.md': 'a client may at last resume', 'c.md': 'client' };
    expect(best(['resume', 'client'], { ...files, 'd.md': 'client', 'e.md': 'client' })[0]).toBe('b.md');
  });

  it('prefers the short passage', () => {
    expect(best(['epoch'], { 'a.md': `epoch ${'and more '.repeat(20)}`, 'b.md': 'epoch' })).toEqual([
      'b.md',
      'a.md',
    ]);
  });

  it('prefers the file whose name has the word', () => {
    expect(best(['epoch'], { 'a.md': 'the epoch', 'src/epochs.md': 'the epoch' })[0]).toBe('src/epochs.md');
  });

  it('gives no more than asked for', () => {
    const search = new PassageSearch(['epoch']);
    for (const path of ['a.md', 'b.md', 'c.md']) search.add(path, 'epoch');
    expect(search.best(2).map(({ path }) => path)).toEqual(['a.md', 'b.md']);
  });

  it('takes composed and decomposed letters for the same', () => {
    expect(best(searchWordsOf('Größe'.normalize('NFD')), { 'a.md': 'Größe'.normalize('NFC') })).toEqual([
      'a.md',
    ]);
  });

  it('finds nothing in texts without the words, and says which are missing', () => {
    const search = new PassageSearch(['zebras', 'cursors']);
    search.add('zebra.md', 'a cursor');
    search.add('b.md', 'nothing');
    expect(search.best(9)).toMatchObject([{ path: 'zebra.md' }]);
    expect(search.missing()).toEqual(['zebras']);
    expect(new PassageSearch([]).best(9)).toEqual([]);
  });
});
