import './json-block.css';
import { memo, useMemo, useState } from 'react';
import { CopyButton } from '../shared/copy-button.tsx';
import { beginningOf, formatLength, SHOWN_LENGTH, textOf } from './json-text.ts';
import { ScrollBox } from './scroll-box.tsx';

interface JsonBlockProps {
  readonly label: string;
  readonly value: unknown;
}

/** Any JSON value as text, never as markup. A long one is cut off until all of it is asked for. */
export const JsonBlock = memo(function JsonBlock({ label, value }: JsonBlockProps) {
  const [showsAll, setShowsAll] = useState(false);
  const text = useMemo(() => textOf(value), [value]);
  const shown = showsAll ? text : beginningOf(text, SHOWN_LENGTH);
  return (
    <div className="detail-json">
      <div className="detail-json-bar">
        <span className="detail-json-label">{label}</span>
        <CopyButton text={text} label={label.toLowerCase()} />
      </div>
      <ScrollBox className="detail-json-text" label={label}>
        <pre dir="auto">{shown}</pre>
      </ScrollBox>
      {text.length > SHOWN_LENGTH && (
        <p className="detail-json-more">
          <span className="muted">
            {showsAll
              ? `All ${formatLength(text)}`
              : `The first ${formatLength(shown)} of ${formatLength(text)}`}
          </span>
          <button type="button" className="button button-quiet" onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? 'Show less' : 'Show all'}
          </button>
        </p>
      )}
    </div>
  );
});
