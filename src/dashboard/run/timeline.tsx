import './timeline.css';
import type { CSSProperties } from 'react';
import { memo, useMemo, useState } from 'react';
import { useNow } from '../shared/clock.ts';
import type { Tick } from './axis.ts';
import { ticksOf } from './axis.ts';
import type { PageState } from './page-state.ts';
import { ScrollBox } from './scroll-box.tsx';
import { ShowEarlier } from './show-earlier.tsx';
import type { Span } from './spans.ts';
import { extentOf, kindNames, spansOf } from './spans.ts';
import { TimelineDetail } from './timeline-detail.tsx';
import { moveBetweenRows, TimelineRow } from './timeline-row.tsx';
import { useNewest } from './use-newest.ts';
import { useSampled } from './use-sampled.ts';

/** Everything that the run did on a time axis: a table whose last column is a picture of the others. */
export const Timeline = memo(function Timeline(page: Pick<PageState, 'run' | 'subAgents' | 'trace'>) {
  const { run, subAgents, trace } = useSampled(page);
  const now = useNow();
  const spans = useMemo(() => spansOf({ run, subAgents, trace }), [run, subAgents, trace]);
  return (
    <section className="panel detail-section" aria-labelledby="detail-timeline">
      <h2 id="detail-timeline">Timeline</h2>
      <Legend spans={spans} />
      {spans.length === 0 ? <p className="muted">Nothing yet.</p> : <Chart spans={spans} now={now} />}
    </section>
  );
});

function Legend({ spans }: { readonly spans: readonly Span[] }) {
  const counts = Map.groupBy(spans, ({ kind }) => kind);
  return (
    <ul className="timeline-legend">
      {[...counts].map(([kind, { length }]) => (
        <li key={kind} data-kind={kind}>
          <span className="timeline-dot" aria-hidden="true" />
          {kindNames[kind]} <span className="muted">{length}</span>
        </li>
      ))}
    </ul>
  );
}

function Chart({ spans, now }: { readonly spans: readonly Span[]; readonly now: number }) {
  const { start, length } = extentOf(spans, now);
  const { shown, hiddenCount, showMore } = useNewest(spans);
  const [chosen, setChosen] = useState<string | null>(null);
  const current = shown.find(({ key }) => key === chosen) ?? shown[0];
  return (
    <>
      <TimelineDetail span={current} origin={start} />
      <ShowEarlier count={hiddenCount} what="steps" onShow={showMore} />
      <ScrollBox className="detail-scroll" label="Steps on a time axis">
        <table className="timeline" style={{ '--length': length } as CSSProperties}>
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col">Start</th>
              <th scope="col">Duration</th>
              <th scope="col" className="timeline-axis">
                <span className="visually-hidden">Time since the start</span>
                <Axis ticks={ticksOf(length)} />
              </th>
            </tr>
          </thead>
          <tbody onKeyDown={moveBetweenRows}>
            {shown.map((span) => (
              <TimelineRow
                key={span.key}
                span={span}
                origin={start}
                isCurrent={span.key === current?.key}
                onChoose={setChosen}
              />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}

function Axis({ ticks }: { readonly ticks: readonly Tick[] }) {
  return (
    <span className="timeline-ticks" aria-hidden="true">
      {ticks.map(({ at, label }) => (
        <span key={at} className="timeline-tick" style={{ '--at': at } as CSSProperties}>
          {label}
        </span>
      ))}
    </span>
  );
}
