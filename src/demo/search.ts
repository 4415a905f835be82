import { type Passage, passagesOf } from './passages.ts';
import { stemOf, wordsOf } from './words.ts';

/** A passage that holds at least one of the words. */
export interface Hit extends Passage {
  readonly path: string;
  /** Higher is better; comparable within one search only. */
  readonly score: number;
}

interface Candidate extends Passage {
  readonly path: string;
  readonly length: number;
  /** How often it holds each stem; only stems it holds. */
  readonly counts: ReadonlyMap<string, number>;
}

/** BM25's usual constants: how soon repetition stops to count, and how much length counts against a passage. */
const K1 = 1.2;
const B = 0.75;

/**
 * Scores passages by BM25 (Robertson and Zaragoza, 2009), times the share of the words that the passage and the
 * path of its file hold: many words once beat one word often. Keeps only passages that hold a word. Does no I/O.
 */
export class PassageSearch {
  readonly #words: ReadonlyMap<string, string>;
  readonly #stems = new Map<string, string>();
  readonly #candidates: Candidate[] = [];
  readonly #passagesWith = new Map<string, number>();
  #passages = 0;
  #length = 0;

  /** `words` as searchWordsOf gives them. */
  constructor(words: readonly string[]) {
    this.#words = new Map(words.map((word) => [stemOf(word), word]));
  }

  /** Takes in one file. Add all files before asking for the best: a word's weight depends on how rare it is. */
  add(path: string, text: string): void {
    for (const passage of passagesOf(text)) {
      const words = wordsOf(passage.text);
      const counts = this.#count(words);
      this.#passages += 1;
      this.#length += words.length;
      for (const stem of counts.keys()) this.#passagesWith.set(stem, (this.#passagesWith.get(stem) ?? 0) + 1);
      if (counts.size > 0) this.#candidates.push({ ...passage, path, length: words.length, counts });
    }
  }

  /** The best passages, best first; those of equal score in the order they were added. */
  best(limit: number): Hit[] {
    return this.#candidates
      .map((candidate) => ({ candidate, score: this.#score(candidate) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, limit)
      .map(({ candidate: { path, line, text }, score }) => ({ path, line, text, score }));
  }

  /** The words that no file holds. */
  missing(): string[] {
    return [...this.#words].filter(([stem]) => !this.#passagesWith.has(stem)).map(([, word]) => word);
  }

  #count(words: readonly string[]): Map<string, number> {
    const counts = new Map<string, number>();
    for (const word of words) {
      const stem = this.#stemOf(word);
      if (this.#words.has(stem)) counts.set(stem, (counts.get(stem) ?? 0) + 1);
    }
    return counts;
  }

  /** Texts repeat few words many times, and finding a stem costs more than looking it up. */
  #stemOf(word: string): string {
    const known = this.#stems.get(word);
    if (known !== undefined) return known;
    const stem = stemOf(word);
    this.#stems.set(word, stem);
    return stem;
  }

  #score({ path, length, counts }: Candidate): number {
    const relativeLength = length / (this.#length / this.#passages);
    const terms = counts.entries().map(([stem, count]) => {
      const saturation = (count * (K1 + 1)) / (count + K1 * (1 - B + B * relativeLength));
      return this.#rarity(stem) * saturation;
    });
    const inText = counts.size / this.#words.size;
    const inPath = this.#count(wordsOf(path)).size / this.#words.size;
    return terms.reduce((sum, term) => sum + term, 0) * (inText + inPath);
  }

  #rarity(stem: string): number {
    const having = this.#passagesWith.get(stem) ?? 0;
    return Math.log(1 + (this.#passages - having + 0.5) / (having + 0.5));
  }
}
