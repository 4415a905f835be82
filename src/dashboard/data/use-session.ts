import { createContext, use } from 'react';
import { useStore } from '../shared/store.ts';
import type { Connection } from './connection.ts';
import type { Session, Viewer } from './session.ts';

export const SessionContext = createContext<Session | null>(null);

/** The session of whoever is signed in; what is rendered without one must not ask. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new TypeError('There is no session: nobody is signed in.');
  return session;
}

/** Null until the server has said who is signed in. */
export function useViewer(): Viewer | null {
  return useStore(useSession().viewer);
}

export function useConnection(): Connection {
  return useStore(useSession().connection);
}
