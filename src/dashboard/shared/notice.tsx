import './notice.css';
import type { ReactNode } from 'react';
import type { IconName } from './icon.tsx';
import { Icon } from './icon.tsx';

export type NoticeTone = 'info' | 'warn' | 'danger';

const icons: Record<NoticeTone, IconName> = { info: 'info', warn: 'warning', danger: 'warning' };

/** A line that says something happened. What it says is announced; `onDismiss` gives it a button to be rid of it. */
export function Notice({
  tone = 'info',
  children,
  onDismiss,
}: {
  readonly tone?: NoticeTone;
  readonly children: ReactNode;
  readonly onDismiss?: () => void;
}) {
  return (
    <div className="notice" data-tone={tone} role={tone === 'danger' ? 'alert' : 'status'}>
      <Icon name={icons[tone]} />
      <div className="notice-text">{children}</div>
      {onDismiss && (
        <button type="button" className="button button-quiet button-icon" onClick={onDismiss}>
          <Icon name="close" />
          <span className="visually-hidden">Dismiss</span>
        </button>
      )}
    </div>
  );
}
