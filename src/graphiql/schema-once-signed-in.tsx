import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';
import { signsIn } from './headers.ts';

/** How long the headers tab has to be left alone: no request for each letter of a token. */
const SETTLED_MS = 500;

/** Asks for the schema again when the headers tab signs in, if it could not be had without. */
export function SchemaOnceSignedIn({ headersTab }: { readonly headersTab: string }) {
  const { introspect } = useGraphiQLActions();
  const isMissing = useGraphiQL(({ schema }) => schema == null);
  useEffect(() => {
    if (!isMissing || !signsIn(headersTab)) return;
    const timer = setTimeout(introspect, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [isMissing, headersTab, introspect]);
  return null;
}
