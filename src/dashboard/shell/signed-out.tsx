import './signed-out.css';
import type { FormEvent } from 'react';
import { useId, useState } from 'react';
import { pageToken } from '../../pages/token.ts';
import type { SignIn } from '../data/sign-in.ts';
import { signInWith } from '../data/sign-in.ts';
import { Notice } from '../shared/notice.tsx';

const reasons: Record<NonNullable<SignIn['refused']>, string> = {
  expired: 'The token has expired. Sign in with a new one.',
  'not accepted': 'The server does not accept this token.',
  'not a token': 'This is not a token: a token has three parts with dots between them.',
};

/** Where nobody is signed in: says why, and takes a token. */
export function SignedOut({ refused }: Pick<SignIn, 'refused'>) {
  const [token, setToken] = useState('');
  const id = useId();
  const given = pageToken();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signInWith(token.trim().replace(/^Bearer\s+/i, ''));
  };
  return (
    <main className="signed-out">
      <title>Sign in · agentwire</title>
      <form className="signed-out-form panel" onSubmit={submit}>
        <h1>Sign in to agentwire</h1>
        {refused !== null && <Notice tone="danger">{reasons[refused]}</Notice>}
        <div>
          <label htmlFor={id}>Token</label>
          <input
            id={id}
            className="field mono"
            type="password"
            autoComplete="off"
            spellCheck={false}
            required
            value={token}
            onChange={({ target }) => setToken(target.value)}
            aria-describedby={`${id}-help`}
          />
        </div>
        <button type="submit" className="button button-primary">
          Sign in
        </button>
        {given !== null && (
          <button type="button" className="button" onClick={() => signInWith(given)}>
            Sign in with this server’s development token
          </button>
        )}
        <div id={`${id}-help`} className="signed-out-help muted">
          <p>
            A token says who you are, and you see that user’s runs. It comes from whoever runs this server. On
            a development server, make one in the server’s folder:
          </p>
          <pre>agentwire token --sub alice</pre>
          <p>It stays in this tab and is gone when the tab is closed.</p>
        </div>
      </form>
    </main>
  );
}
