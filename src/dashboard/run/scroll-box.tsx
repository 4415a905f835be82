import type { ReactNode, Ref } from 'react';

interface ScrollBoxProps {
  /** What is in it, for readers that speak. */
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLDivElement>;
}

/** A box that scrolls by itself, by keyboard too. */
export function ScrollBox({ label, className, children, ref }: ScrollBoxProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is filled in
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without a focus no key could scroll it
    <div ref={ref} role="group" aria-label={label} className={className} tabIndex={0}>
      {children}
    </div>
  );
}
