import type { AGUIEvent, AgentSubscriber, BaseEvent, Interrupt } from '@ag-ui/client';
import { verifyEvents } from '@ag-ui/client';
import { EventSchema } from '@ag-ui/core/schemas';
import type { Observable } from 'rxjs';
import { from, lastValueFrom, toArray } from 'rxjs';
import { expect } from 'vitest';

/** Expects events that an AG-UI client takes: each as the protocol's schema has it, in an order that it allows. */
export async function expectValid(events: readonly AGUIEvent[]): Promise<void> {
  for (const event of events) {
    const parsed = EventSchema.safeParse(event);
    expect(parsed.error, JSON.stringify(event)).toBeUndefined();
    // What the schema does not know is stripped by clients, with a warning.
    expect(parsed.data).toEqual(event);
    expect(JSON.parse(JSON.stringify(event))).toEqual(event);
  }
  const verify = verifyEvents() as unknown as (events: Observable<BaseEvent>) => Observable<BaseEvent>;
  const verified = await lastValueFrom(verify(from(events as readonly BaseEvent[])).pipe(toArray()));
  expect(verified).toHaveLength(events.length);
}

export const typesOf = (events: readonly { readonly type: string }[]): readonly string[] =>
  events.map(({ type }) => type);

/** What a subscriber of an AG-UI agent heard. */
export class Heard implements AgentSubscriber {
  readonly events: BaseEvent[] = [];
  interrupts: readonly Interrupt[] = [];
  outcome: string | null = null;

  onEvent({ event }: { event: BaseEvent }): void {
    this.events.push(event);
  }

  onRunFinishedEvent(finished: { outcome: string; interrupts?: Interrupt[] }): void {
    this.outcome = finished.outcome;
    this.interrupts = finished.interrupts ?? [];
  }
}
