import './labelled.css';
import type { ReactNode } from 'react';
import { useId } from 'react';

/** What the control of a field takes over, to be known by its label and its notes. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
}

interface LabelledProps {
  readonly label: string;
  readonly isOptional?: boolean;
  /** What to fill in, in a few words. */
  readonly hint?: string | null;
  /** What is wrong with what is filled in. */
  readonly problem?: string | null;
  readonly children: (control: ControlProps) => ReactNode;
}

/** A field with its label above it, and below it what there is to say of it. */
export function Labelled({
  label,
  isOptional = false,
  hint = null,
  problem = null,
  children,
}: LabelledProps) {
  const id = useId();
  const notes = [hint !== null && `${id}-hint`, problem !== null && `${id}-problem`].filter(Boolean);
  return (
    <div className="labelled">
      <label htmlFor={id}>
        {label} {isOptional && <span className="muted">(optional)</span>}
      </label>
      {children({
        id,
        'aria-describedby': notes.length === 0 ? undefined : notes.join(' '),
        'aria-invalid': problem !== null,
      })}
      {hint !== null && (
        <p id={`${id}-hint`} className="labelled-hint">
          {hint}
        </p>
      )}
      {problem !== null && (
        <p id={`${id}-problem`} className="labelled-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
