import { useMonaco } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import { useEffect, useMemo, useRef, useState } from 'react';
import { onTokenLink, readToken, storeToken } from '../pages/token.ts';
import { exampleTabs } from './examples.ts';
import { createFetcher } from './fetcher.ts';
import { FollowNewest } from './follow-newest.tsx';
import { signsIn } from './headers.ts';
import { SchemaOnceSignedIn } from './schema-once-signed-in.tsx';
import { storage } from './storage.ts';
import { TopBar } from './top-bar.tsx';
import type { TransportName } from './transports.ts';

/** On a narrow screen, variables and headers would take the place of the query: their tabs open them. */
const hasRoomForTools = !matchMedia('(max-width: 720px)').matches;

/** GraphiQL, and a bar above it. */
export function Page() {
  const [token, setToken] = useState(() => readToken() ?? '');
  const [transport, setTransport] = useState<TransportName>('websocket');
  const [headersTab, setHeadersTab] = useState('');
  const hasEditors = useMonaco(({ monaco }) => monaco !== undefined);
  const chosen = useRef(transport);
  chosen.current = transport;
  const fetcher = useMemo(() => createFetcher(token, () => chosen.current), [token]);

  useEffect(() => onTokenLink(setToken), []);

  const changeToken = (changed: string) => {
    if (changed === token) return;
    storeToken(changed);
    setToken(changed);
  };
  return (
    <>
      <TopBar
        token={token}
        onToken={changeToken}
        transport={transport}
        onTransport={setTransport}
        isSigned={token !== '' || signsIn(headersTab)}
      />
      {/* Until it has its editors, GraphiQL would show the first tab's query under whichever tab is opened. */}
      <main inert={!hasEditors}>
        <GraphiQL
          fetcher={fetcher}
          defaultTabs={exampleTabs}
          defaultEditorToolsVisibility={hasRoomForTools}
          storage={storage}
          shouldPersistHeaders={false}
          onEditHeaders={setHeadersTab}
        >
          <GraphiQL.Logo> </GraphiQL.Logo>
          <FollowNewest />
          <SchemaOnceSignedIn headersTab={headersTab} />
        </GraphiQL>
      </main>
    </>
  );
}
