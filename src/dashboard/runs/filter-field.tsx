import type { KeyboardEvent } from 'react';
import { useId, useState } from 'react';

/** As long as an id or a name may be. */
const MAX_LENGTH = 256;

/** A text to filter by, exactly: taken over on Enter, on leaving the field, and when a proposal is chosen. */
export function FilterField({
  label,
  value,
  proposals = [],
  onCommit,
}: {
  readonly label: string;
  readonly value: string;
  readonly proposals?: readonly string[];
  readonly onCommit: (value: string) => void;
}) {
  const [draft, setDraft] = useState({ of: value, text: value });
  // What was typed is for as long as the value that it is to replace.
  const text = draft.of === value ? draft.text : value;
  const id = useId();
  const commit = (next: string) => {
    if (next !== value) onCommit(next);
  };
  const type = (next: string) => {
    setDraft({ of: value, text: next });
    if (next === '' || proposals.includes(next)) commit(next);
  };
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === 'Enter') commit(text);
  };
  return (
    <div className="filters-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="field"
        type="search"
        list={`${id}-proposals`}
        maxLength={MAX_LENGTH}
        autoComplete="off"
        spellCheck={false}
        placeholder="any"
        value={text}
        onChange={({ target }) => type(target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => commit(text)}
      />
      <datalist id={`${id}-proposals`}>
        {proposals.map((proposal) => (
          <option key={proposal} value={proposal} />
        ))}
      </datalist>
    </div>
  );
}
