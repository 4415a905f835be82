import type { CSSProperties, KeyboardEvent } from 'react';
import { memo } from 'react';
import { useNow } from '../shared/clock.ts';
import { formatDuration, formatElapsed } from '../shared/format.ts';
import type { Span } from './spans.ts';
import { isSameSpan, kindNames } from './spans.ts';

interface TimelineRowProps {
  readonly span: Span;
  /** Where the time axis begins. */
  readonly origin: number;
  readonly isCurrent: boolean;
  readonly onChoose: (key: string) => void;
}

/** One step. Its bar is placed in CSS, by the length of the axis that the table has: so that can change without rendering the row. */
function Row({ span, origin, isCurrent, onChoose }: TimelineRowProps) {
  const { key, kind, label, hasFailed, depth, startedAt, endedAt } = span;
  const choose = () => onChoose(key);
  return (
    <tr data-kind={kind} data-current={isCurrent || undefined} onMouseEnter={choose}>
      <th scope="row" style={{ '--depth': depth } as CSSProperties}>
        <button
          type="button"
          className="timeline-step"
          tabIndex={isCurrent ? 0 : -1}
          onFocus={choose}
          onClick={choose}
        >
          <span className="timeline-dot" aria-hidden="true" />
          <span className="visually-hidden">{kindNames[kind]}: </span>
          <bdi className="truncate">{label}</bdi>
          {hasFailed && <span className="timeline-failed">Failed</span>}
        </button>
      </th>
      <td>+{formatDuration(startedAt - origin)}</td>
      <td>{endedAt === null ? <SoFar since={startedAt} /> : formatDuration(endedAt - startedAt)}</td>
      <td className="timeline-track">
        {endedAt === null ? (
          <OpenBar start={startedAt - origin} since={startedAt} />
        ) : (
          <Bar start={startedAt - origin} duration={endedAt - startedAt} hasFailed={hasFailed} />
        )}
      </td>
    </tr>
  );
}

/** Rows are made anew with every event, and mostly are what they were. */
export const TimelineRow = memo(
  Row,
  (before, now) =>
    isSameSpan(before.span, now.span) && before.origin === now.origin && before.isCurrent === now.isCurrent,
);

interface BarProps {
  /** Milliseconds from where the axis begins. */
  readonly start: number;
  /** In milliseconds. */
  readonly duration: number;
  readonly hasFailed?: boolean;
  readonly isOpen?: boolean;
}

function Bar({ start, duration, hasFailed = false, isOpen = false }: BarProps) {
  const place = { '--start': start, '--duration': duration } as CSSProperties;
  return (
    <span
      className="timeline-bar"
      style={place}
      data-failed={hasFailed || undefined}
      data-open={isOpen || undefined}
    />
  );
}

function OpenBar({ start, since }: { readonly start: number; readonly since: number }) {
  return <Bar start={start} duration={Math.max(0, useNow() - since)} isOpen />;
}

function SoFar({ since }: { readonly since: number }) {
  return formatElapsed(useNow() - since);
}

/** Up, down, Home and End move between the steps, of which only the current one is a stop of the Tab key. */
export function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const steps = [...event.currentTarget.querySelectorAll<HTMLElement>('.timeline-step')];
  const index = steps.indexOf(event.target as HTMLElement);
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    Home: 0,
    End: steps.length - 1,
  };
  const step = steps[targets[event.key] ?? -1];
  if (index === -1 || step === undefined) return;
  event.preventDefault();
  step.focus();
}
