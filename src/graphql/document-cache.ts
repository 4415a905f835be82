import type { DocumentNode } from 'graphql';

/** Characters of all texts together. What is parsed of a text takes about a hundred times its size. */
const MAX_CHARACTERS = 256 * 1024;

/** Parsed documents by their texts. The ones that were not used for longest go first. */
export class DocumentCache {
  readonly #documents = new Map<string, DocumentNode>();
  #characters = 0;

  get(text: string): DocumentNode | undefined {
    const document = this.#documents.get(text);
    if (document !== undefined) {
      this.#documents.delete(text);
      this.#documents.set(text, document);
    }
    return document;
  }

  set(text: string, document: DocumentNode): void {
    if (text.length > MAX_CHARACTERS / 8 || this.#documents.has(text)) return;
    this.#documents.set(text, document);
    this.#characters += text.length;
    for (const oldest of this.#documents.keys()) {
      if (this.#characters <= MAX_CHARACTERS) return;
      this.#documents.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}
