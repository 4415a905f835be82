/** Drawn on a grid of 16 by 16, with strokes in the colour of the text around. */
const paths = {
  queued: 'M8 5v3.25l2 1.5M2.5 8a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0',
  running: 'M8 2.5a5.5 5.5 0 1 1-5.5 5.5',
  waiting: 'M6 4.5v7M10 4.5v7',
  completed: 'M3.5 8.5l3 3 6-6.5',
  failed: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  cancelled: 'M3 8a5 5 0 1 0 10 0a5 5 0 1 0-10 0M4.5 11.5l7-7',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  back: 'M9.5 3.5L5 8l4.5 4.5',
  child: 'M4 2.5v6a2 2 0 0 0 2 2h6M9.5 8l2.5 2.5L9.5 13',
  close: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  info: 'M8 7.5v4M8 4.75v.5M2.5 8a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0',
  warning: 'M8 6v3.5M8 11.5v.25M8 2L14.5 13.5H1.5z',
} as const;

export type IconName = keyof typeof paths;

/** A picture beside a word that says the same: readers that speak pass over it. */
export function Icon({ name, className = '' }: { readonly name: IconName; readonly className?: string }) {
  return (
    <svg
      className={`icon ${className}`}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
