import type { FormEvent } from 'react';
import { useEffect, useId, useState } from 'react';

interface TokenFieldProps {
  readonly token: string;
  readonly onChange: (token: string) => void;
}

/** Where a token is given. It takes effect on Enter, or when the field is left. */
export function TokenField({ token, onChange }: TokenFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState(token);
  const [isShown, setIsShown] = useState(false);
  useEffect(() => setDraft(token), [token]);

  const commit = () => onChange(draft.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    commit();
  };
  return (
    <form className="token-field" onSubmit={submit}>
      <label htmlFor={id}>Token</label>
      <input
        id={id}
        type={isShown ? 'text' : 'password'}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        placeholder="none: paste one to sign in"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
      />
      <button type="button" aria-pressed={isShown} aria-controls={id} onClick={() => setIsShown(!isShown)}>
        {isShown ? 'Hide' : 'Show'}
        <span className="visually-hidden"> token</span>
      </button>
    </form>
  );
}
