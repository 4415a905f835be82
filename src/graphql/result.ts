import { encodeCursor, positionBehind } from '../events/cursor.ts';
import type { Delivery } from '../feed/reader.ts';
import type { CommandDelivery } from './command-reader.ts';

/** Whatever a subscription delivers. */
export type Delivered = Delivery | CommandDelivery;

/** What a subscription delivers: the same object for all that select the same of a publication at about the same time. */
export class Result {
  readonly delivery: Delivered;
  /** The result (GraphQL specification, section 7) as JSON text. */
  readonly text: string;
  /** What a transport made of it last, and may have a use for again. */
  framed: Framed | null = null;

  constructor(delivery: Delivered, text: string) {
    this.delivery = delivery;
    this.text = text;
  }

  /** Where to go on behind it. */
  get cursor(): string {
    const { delivery } = this;
    return '__typename' in delivery ? delivery.cursor : encodeCursor(positionBehind(delivery));
  }
}

export interface Framed {
  /** The id of the operation that it was made for. */
  readonly id: string;
  readonly bytes: Buffer;
}
