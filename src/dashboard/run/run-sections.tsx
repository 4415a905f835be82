import { memo } from 'react';
import { EventList } from './event-list.tsx';
import { HistoryNotice } from './history-notice.tsx';
import { Overview } from './overview.tsx';
import type { PageState } from './page-state.ts';
import { RunEnd } from './run-end.tsx';
import type { RunFollower } from './run-follower.ts';
import { RunHeader } from './run-header.tsx';
import { Tabs } from './tabs.tsx';
import { Timeline } from './timeline.tsx';

interface RunSectionsProps {
  readonly page: PageState;
  readonly follower: RunFollower;
}

/** The run's page once it is read. */
export const RunSections = memo(function RunSections({ page, follower }: RunSectionsProps) {
  const { run, subAgents, trace, log } = page;
  return (
    <>
      <RunHeader record={run.record} model={run.detail.model} />
      <RunEnd detail={run.detail} events={log.events} />
      <HistoryNotice log={log} follower={follower} />
      <Tabs
        label="Views of the run"
        tabs={[
          { name: 'Overview', panel: () => <Overview page={page} /> },
          { name: 'Timeline', panel: () => <Timeline run={run} subAgents={subAgents} trace={trace} /> },
          { name: 'Events', panel: () => <EventList events={log.events} /> },
        ]}
      />
    </>
  );
});
