/** One value to be filled in. */
export interface ResponseField {
  /** The property's name; empty where the field is all of the answer. */
  readonly name: string;
  readonly label: string;
  readonly hint: string | null;
  readonly isRequired: boolean;
  readonly kind: 'text' | 'number' | 'integer' | 'choice';
  /** What can be chosen; empty for any other kind. */
  readonly choices: readonly Choice[];
  /** What stands in the field at first, as the field has it: of a choice, its index. */
  readonly initial: string;
}

export interface Choice {
  readonly label: string;
  readonly value: unknown;
}

/** How an answer is filled in: in fields of its own, or as JSON where the schema says more than fields can. */
export type ResponseForm =
  | { readonly kind: 'value'; readonly field: ResponseField }
  | { readonly kind: 'object'; readonly fields: readonly ResponseField[] }
  | { readonly kind: 'json' };

type Schema = Readonly<Record<string, unknown>>;

/** What fields show or leave to the server to check. Any other keyword can say what no field could. */
const notes = ['$schema', '$id', '$comment', 'title', 'description', 'default', 'examples'];
const ofValues = [
  ...notes,
  ...['type', 'enum', 'format', 'pattern', 'minLength', 'maxLength'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
];
const ofObjects = [...notes, 'type', 'properties', 'required', 'additionalProperties'];

/** How to fill in what fits the schema; any text where there is none. */
export function responseFormOf(schema: unknown): ResponseForm {
  if (schema == null) return responseFormOf({ type: 'string' });
  if (!isSchema(schema)) return { kind: 'json' };
  if (schema.type === 'object') return objectForm(schema);
  const field = fieldOf(schema, '', true);
  return field === null ? { kind: 'json' } : { kind: 'value', field };
}

function objectForm(schema: Schema): ResponseForm {
  const { properties = {}, required = [] } = schema;
  if (!hasOnly(schema, ofObjects) || !isSchema(properties) || !Array.isArray(required))
    return { kind: 'json' };
  const fields = Object.entries(properties).map(([name, property]) =>
    fieldOf(property, name, required.includes(name)),
  );
  const isFlat = fields.length > 0 && fields.every((field) => field !== null);
  return isFlat ? { kind: 'object', fields } : { kind: 'json' };
}

/** Null where no field can take what fits. */
function fieldOf(schema: unknown, name: string, isRequired: boolean): ResponseField | null {
  if (!isSchema(schema) || !hasOnly(schema, ofValues)) return null;
  const choices = choicesOf(schema);
  const kind = choices === null ? kinds.get(schema.type) : 'choice';
  if (kind === undefined) return null;
  return {
    name,
    label: textIn(schema.title) ?? (name || 'Answer'),
    hint: textIn(schema.description),
    isRequired,
    kind,
    choices: choices ?? [],
    initial: initialOf(schema.default, choices),
  };
}

const kinds: ReadonlyMap<unknown, ResponseField['kind']> = new Map([
  ['string', 'text'],
  ['number', 'number'],
  ['integer', 'integer'],
]);

function choicesOf({ type, enum: values }: Schema): readonly Choice[] | null {
  if (Array.isArray(values)) {
    return values.map((value) => ({
      label: typeof value === 'string' ? value : JSON.stringify(value),
      value,
    }));
  }
  if (type !== 'boolean') return null;
  return [
    { label: 'Yes', value: true },
    { label: 'No', value: false },
  ];
}

function initialOf(value: unknown, choices: readonly Choice[] | null): string {
  if (value === undefined) return '';
  if (choices === null) return String(value);
  const text = JSON.stringify(value);
  const index = choices.findIndex((choice) => JSON.stringify(choice.value) === text);
  return index === -1 ? '' : String(index);
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const hasOnly = (schema: Schema, keywords: readonly string[]) =>
  Object.keys(schema).every((keyword) => keywords.includes(keyword));
const textIn = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);

/** The form's own fields; none where it is filled in as JSON. */
export function fieldsOf(form: ResponseForm): readonly ResponseField[] {
  if (form.kind === 'json') return [];
  return form.kind === 'object' ? form.fields : [form.field];
}

/** What is filled in, by the field's name; as JSON, under no name. */
export type Filled = ReadonlyMap<string, string>;

/** Whether nothing is filled in. */
export function isEmpty(form: ResponseForm, filled: Filled): boolean {
  const texts =
    form.kind === 'json' ? [jsonIn(filled)] : fieldsOf(form).map((field) => textOf(field, filled));
  return texts.every((text) => text.trim() === '');
}

/** The answer that is filled in. What is left empty is left out, but for a text that has to be there. Throws where it is not JSON. */
export function responseOf(form: ResponseForm, filled: Filled): unknown {
  if (form.kind === 'json') return JSON.parse(jsonIn(filled));
  if (form.kind === 'value') return fieldValue(form.field, filled);
  const isGiven = (field: ResponseField) =>
    textOf(field, filled) !== '' || (field.isRequired && field.kind === 'text');
  const given = form.fields.filter(isGiven);
  return Object.fromEntries(given.map((field) => [field.name, fieldValue(field, filled)]));
}

/** What stands where JSON is filled in. */
export const jsonIn = (filled: Filled) => filled.get('') ?? '';

/** What stands in a field. */
export const textOf = ({ name, initial }: ResponseField, filled: Filled) => filled.get(name) ?? initial;

function fieldValue(field: ResponseField, filled: Filled): unknown {
  const text = textOf(field, filled);
  if (field.kind === 'text') return text;
  return field.kind === 'choice' ? field.choices[Number(text)]?.value : Number(text);
}
