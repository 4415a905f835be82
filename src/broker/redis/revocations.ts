import { newEpoch } from '../../events/cursor.ts';
import type { Revocation, RevocationPage } from '../broker.ts';
import { pointBehind, REVOCATIONS_PER_PAGE } from '../revocation.ts';
import type { Asking } from './asking.ts';
import { revocationKeys } from './keys.ts';
import type { Lanes } from './lanes.ts';
import { scripts } from './scripts.ts';

const { head, subjects, order, expiry } = revocationKeys;

type PageReply = readonly [
  epoch: string,
  newest: number,
  subjects: readonly string[],
  kept: readonly string[],
];

/** The revocations of all users: few, and so in one slot. */
export class RedisRevocations {
  readonly #asking: Asking;
  readonly #lanes: Lanes;

  constructor(asking: Asking, lanes: Lanes) {
    this.#asking = asking;
    this.#lanes = lanes;
  }

  async put({ subject, notBefore, expiresAt }: Revocation): Promise<void> {
    const args = [newEpoch(), subject, String(notBefore), String(expiresAt)];
    await this.#lanes.write(scripts.revoke, [head, subjects, order, expiry], args);
    // Others read it by then. Who is not told asks within seconds.
    await this.#asking.command(head, 'SPUBLISH', head, '').catch(() => {});
  }

  async behind(point: string | null): Promise<RevocationPage> {
    const [pointEpoch = '', number = '0'] = point?.split('.') ?? [];
    const [epoch, newest, found, kept] = await this.#asking.script<PageReply>(
      scripts.revocations,
      [head, subjects, order],
      [newEpoch(), pointEpoch, number, String(REVOCATIONS_PER_PAGE)],
    );
    const revocations = kept.map((text, index) => revocationOf(found[index] as string, text));
    return {
      revocations: revocations.map(({ revocation }) => revocation),
      next: pointBehind(epoch, revocations.at(-1)?.number ?? newest),
    };
  }

  /** Forgets up to so many that had expired by then; true if there may be more. */
  async dropExpired(now: number, limit: number): Promise<boolean> {
    const args = [String(now), String(limit)];
    const dropped = await this.#asking.script<number>(
      scripts.forgetRevocations,
      [subjects, order, expiry],
      args,
    );
    return dropped === limit;
  }
}

function revocationOf(subject: string, text: string): { number: number; revocation: Revocation } {
  const [number, notBefore, expiresAt] = text.split(' ').map(Number) as [number, number, number];
  return { number, revocation: { subject, notBefore, expiresAt } };
}
