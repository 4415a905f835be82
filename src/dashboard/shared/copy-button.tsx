import { useEffect, useState } from 'react';
import { Icon } from './icon.tsx';

const SHOW_COPIED_MS = 1500;

/** Copies `text`; `label` says what that is, such as `run id`. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [outcome, setOutcome] = useState<'Copied' | 'Not copied' | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), SHOW_COPIED_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () => writeToClipboard(text).then(setOutcome);
  return (
    <button type="button" className="button button-quiet button-icon" onClick={copy} title={`Copy ${label}`}>
      <Icon name={outcome === 'Copied' ? 'completed' : 'copy'} />
      <span className="visually-hidden">Copy {label}</span>
      <span className="visually-hidden" role="status">
        {outcome}
      </span>
    </button>
  );
}

/** A page that did not come over https or from localhost has no clipboard. */
async function writeToClipboard(text: string): Promise<'Copied' | 'Not copied'> {
  try {
    await navigator.clipboard.writeText(text);
    return 'Copied';
  } catch {
    return 'Not copied';
  }
}
