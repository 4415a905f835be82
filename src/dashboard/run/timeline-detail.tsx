import { Link } from 'wouter';
import { runPath } from '../shared/routes.ts';
import { exactClock, exactSeconds } from './exact.ts';
import type { Span } from './spans.ts';
import { kindNames } from './spans.ts';

interface TimelineDetailProps {
  readonly span: Span | undefined;
  /** Where the time axis begins. */
  readonly origin: number;
}

/** The exact times of the step that the pointer or the focus is on. */
export function TimelineDetail({ span, origin }: TimelineDetailProps) {
  if (span === undefined) return null;
  const { kind, label, outcome, startedAt, endedAt, runId } = span;
  return (
    <div className="timeline-detail" data-kind={kind}>
      <p className="timeline-detail-name">
        <span className="timeline-dot" aria-hidden="true" />
        {kindNames[kind]}: <bdi>{label}</bdi>
        {outcome !== null && ` · ${outcome}`}
        {runId !== null && (
          <>
            {' · '}
            <Link href={runPath(runId)}>Open its run</Link>
          </>
        )}
      </p>
      <p className="muted timeline-detail-times">
        {exactClock(startedAt)} (+{exactSeconds(startedAt - origin)}) –{' '}
        {endedAt === null
          ? 'goes on'
          : `${exactClock(endedAt)} (+${exactSeconds(endedAt - origin)}), ${exactSeconds(endedAt - startedAt)}`}
      </p>
    </div>
  );
}
