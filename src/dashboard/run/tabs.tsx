import './tabs.css';
import type { KeyboardEvent, ReactNode } from 'react';
import { useId } from 'react';
import { navigate, useSearch } from 'wouter/use-browser-location';

interface Tab {
  readonly name: string;
  readonly panel: () => ReactNode;
}

const PARAMETER = 'view';

/** Tabs of which one is shown, and only that one rendered. The address says which: `?view=timeline`. */
export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) {
  const id = useId();
  const search = useSearch();
  const wanted = tabs.findIndex(
    ({ name }) => name.toLowerCase() === new URLSearchParams(search).get(PARAMETER),
  );
  const shown = Math.max(0, wanted);
  const show = (index: number) => {
    const name = tabs[index]?.name.toLowerCase() ?? '';
    const next = withParameter(search, index === 0 ? null : name);
    // The path as it stands there: wouter's own hooks would take what is encoded in it for decoded.
    navigate(`${location.pathname}${next}`, { replace: true });
  };
  return (
    <div className="detail-tabs">
      <div role="tablist" aria-label={label} className="detail-tablist" onKeyDown={moveOnArrows}>
        {tabs.map(({ name }, index) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-tab-${index}`}
            aria-controls={`${id}-panel`}
            aria-selected={index === shown}
            tabIndex={index === shown ? 0 : -1}
            className="detail-tab"
            onClick={() => show(index)}
            onFocus={() => show(index)}
          >
            {name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-tab-${shown}`}>
        {tabs[shown]?.panel()}
      </div>
    </div>
  );
}

/** The query string with another value, or without any, with its question mark. */
function withParameter(search: string, value: string | null): string {
  const params = new URLSearchParams(search);
  if (value === null) params.delete(PARAMETER);
  else params.set(PARAMETER, value);
  return params.size === 0 ? '' : `?${params}`;
}

/** As the ARIA Authoring Practices have it: arrows move, Home and End jump, the focused tab is shown. */
function moveOnArrows(event: KeyboardEvent<HTMLElement>): void {
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')];
  const index = tabs.indexOf(event.target as HTMLElement);
  const targets: Record<string, number> = {
    ArrowRight: (index + 1) % tabs.length,
    ArrowLeft: (index - 1 + tabs.length) % tabs.length,
    Home: 0,
    End: tabs.length - 1,
  };
  const target = targets[event.key];
  if (target === undefined) return;
  event.preventDefault();
  tabs[target]?.focus();
}
