import {
  forgetToken,
  isToken,
  onTokenLink,
  readToken,
  stayWithoutToken,
  storeToken,
} from '../../pages/token.ts';
import { ValueStore } from '../shared/store.ts';
import type { Refused } from './problem.ts';
import { Session } from './session.ts';

/** Who is signed in: a session, or nobody and why the last token was refused, if one was. */
export interface SignIn {
  readonly session: Session | null;
  readonly refused: Refused | 'not a token' | null;
}

/** The one sign-in of the page. It lives outside of React, which may mount a page twice. */
export const signIn = new ValueStore<SignIn>({ session: null, refused: null });

/** Signs in with the token that the page begins with, if there is one, and with that of every link opened in it. */
export function startSignIn(): void {
  const token = readToken();
  if (token !== null) signInWith(token);
  onTokenLink(signInWith);
}

export function signInWith(token: string): void {
  signIn.get().session?.close();
  if (!isToken(token)) {
    forgetToken();
    signIn.set({ session: null, refused: 'not a token' });
    return;
  }
  storeToken(token);
  const onRefused = (refused: Refused) => {
    if (signIn.get().session !== session) return;
    session.close();
    forgetToken();
    signIn.set({ session: null, refused });
  };
  const session = new Session({ token, origin: location.origin, onRefused });
  signIn.set({ session, refused: null });
}

export function signOut(): void {
  signIn.get().session?.close();
  stayWithoutToken();
  signIn.set({ session: null, refused: null });
}
