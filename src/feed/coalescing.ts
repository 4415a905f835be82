import type { Merging } from '../events/coalesce.ts';
import { merge, merged, startMerging } from '../events/coalesce.ts';
import type { Publication } from '../events/publication.ts';
import type { Source } from '../source.ts';

/** Merges neighbouring deltas of what it is given to take from. */
export class Coalescing {
  readonly #source: Pick<Source<Publication>, 'take'>;
  #merging: Merging | null = null;
  #mergingSince = 0;
  /** Taken already, but behind what is merging. */
  #held: Publication | null = null;

  constructor(source: Pick<Source<Publication>, 'take'>) {
    this.#source = source;
  }

  /** When the first delta of the unfinished merge was taken (performance.now), null if there is none. */
  get mergingSince(): number | null {
    return this.#merging === null ? null : this.#mergingSince;
  }

  /** The next publication that nothing more can be merged into; null if more could come for all that is at hand. */
  take(): Publication | null {
    for (;;) {
      const next = this.#held ?? this.#source.take();
      this.#held = null;
      if (next === null) return null;
      if (this.#merging === null) {
        this.#merging = startMerging(next);
        if (this.#merging === null) return next;
        this.#mergingSince = performance.now();
        continue;
      }
      const grown = merge(this.#merging, next);
      if (grown === null) {
        this.#held = next;
        return this.flush();
      }
      this.#merging = grown;
      if (grown.body.final) return this.flush();
    }
  }

  /** What has been merged so far, finished or not. */
  flush(): Publication | null {
    const merging = this.#merging;
    this.#merging = null;
    return merging === null ? null : merged(merging);
  }
}
