import type { ControlProps } from '../shared/labelled.tsx';
import { Labelled } from '../shared/labelled.tsx';
import type { Filled, ResponseField, ResponseForm } from './response-schema.ts';
import { fieldsOf, jsonIn, textOf } from './response-schema.ts';

interface ResponseFieldsProps {
  readonly form: ResponseForm;
  readonly filled: Filled;
  readonly onChange: (filled: Filled) => void;
  /** Whether it can be left empty as a whole. */
  readonly isOptional: boolean;
  /** What is wrong with the JSON that is filled in. */
  readonly problem: string | null;
}

/** Where an answer is filled in. */
export function ResponseFields({ form, filled, onChange, isOptional, problem }: ResponseFieldsProps) {
  const fill = (name: string) => (text: string) => onChange(new Map(filled).set(name, text));
  if (form.kind === 'json') {
    return (
      <Labelled label="Answer as JSON" isOptional={isOptional} problem={problem}>
        {(control) => (
          <textarea
            {...control}
            className="field mono"
            rows={4}
            required={!isOptional}
            spellCheck={false}
            value={jsonIn(filled)}
            onChange={({ target }) => fill('')(target.value)}
          />
        )}
      </Labelled>
    );
  }
  return fieldsOf(form).map((field) => {
    const isRequired = field.isRequired && !isOptional;
    return (
      <Labelled key={field.name} label={field.label} isOptional={!isRequired} hint={field.hint}>
        {(control) => (
          <Control
            field={field}
            isRequired={isRequired}
            text={textOf(field, filled)}
            onChange={fill(field.name)}
            {...control}
          />
        )}
      </Labelled>
    );
  });
}

interface FieldControlProps extends ControlProps {
  readonly field: ResponseField;
  readonly isRequired: boolean;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

function Control({ field, isRequired, text, onChange, ...control }: FieldControlProps) {
  const { kind, choices } = field;
  const shared = {
    ...control,
    className: 'field',
    required: isRequired,
    value: text,
    onChange: ({ target }: { readonly target: { readonly value: string } }) => onChange(target.value),
  };
  if (kind === 'text') return <textarea {...shared} dir="auto" rows={2} />;
  if (kind !== 'choice') return <input {...shared} type="number" step={kind === 'integer' ? 1 : 'any'} />;
  return (
    <select {...shared}>
      <option value="">{isRequired ? 'Choose …' : 'No answer'}</option>
      {choices.map(({ label }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a choice is its place in the schema
        <option key={index} value={index}>
          {label}
        </option>
      ))}
    </select>
  );
}
