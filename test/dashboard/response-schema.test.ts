import { describe, expect, test } from 'vitest';
import type { ResponseForm } from '../../src/dashboard/run/response-schema.ts';
import { fieldsOf, isEmpty, responseFormOf, responseOf } from '../../src/dashboard/run/response-schema.ts';

const fill = (texts: Readonly<Record<string, string>>) => new Map(Object.entries(texts));
const kindsOf = (form: ResponseForm) => fieldsOf(form).map(({ name, kind }) => [name, kind]);

const trip = {
  type: 'object',
  title: 'A trip',
  properties: {
    city: { type: 'string', title: 'City', description: 'Where to go', minLength: 2 },
    nights: { type: 'integer', minimum: 1, default: 7 },
    budget: { type: 'number' },
    pets: { type: 'boolean' },
    room: { enum: ['single', 'double', null], default: 'double' },
  },
  required: ['city', 'pets'],
  additionalProperties: false,
};

describe('what an answer is filled in with', () => {
  test('is a text where there is no schema', () => {
    const form = responseFormOf(null);
    expect(form).toMatchObject({ kind: 'value', field: { label: 'Answer', kind: 'text', isRequired: true } });
    expect(responseOf(form, fill({ '': 'as it is ' }))).toBe('as it is ');
  });

  test.each([
    [{ type: 'string' }, 'hello', 'hello'],
    [{ type: 'number' }, '-1.5e3', -1500],
    [{ type: 'integer', maximum: 9 }, '7', 7],
    [{ type: 'boolean' }, '0', true],
    [{ type: 'boolean' }, '1', false],
    [{ enum: ['a', 2, { deep: [true] }] }, '2', { deep: [true] }],
  ])('is one field for a value: %j', (schema, text, response) => {
    const form = responseFormOf(schema);
    expect(form.kind).toBe('value');
    expect(responseOf(form, fill({ '': text }))).toEqual(response);
  });

  test('is a field for each property of a flat object', () => {
    const form = responseFormOf(trip);
    expect(kindsOf(form)).toEqual([
      ['city', 'text'],
      ['nights', 'integer'],
      ['budget', 'number'],
      ['pets', 'choice'],
      ['room', 'choice'],
    ]);
    expect(fieldsOf(form)[0]).toMatchObject({ label: 'City', hint: 'Where to go', isRequired: true });
    expect(fieldsOf(form)[1]).toMatchObject({ label: 'nights', hint: null, isRequired: false, initial: '7' });
    expect(fieldsOf(form)[4]).toMatchObject({ initial: '1' });
  });

  test('leaves out what is left empty, but for a text that has to be there', () => {
    const form = responseFormOf(trip);
    const filled = fill({ city: '', nights: '', pets: '1', room: '2' });
    expect(responseOf(form, filled)).toEqual({ city: '', pets: false, room: null });
    expect(responseOf(form, fill({}))).toEqual({ city: '', nights: 7, room: 'double' });
  });

  test('knows whether anything is filled in', () => {
    const { nights: _, room: __, ...properties } = trip.properties;
    const form = responseFormOf({ type: 'object', properties });
    expect(isEmpty(form, fill({}))).toBe(true);
    expect(isEmpty(form, fill({ budget: '2' }))).toBe(false);
    expect(isEmpty(responseFormOf(trip), fill({}))).toBe(false);
    expect(isEmpty({ kind: 'json' }, fill({ '': ' \n' }))).toBe(true);
  });

  test('takes any name of a property', () => {
    const schema = JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}}}');
    const response = responseOf(responseFormOf(schema), fill({ ['__proto__']: 'x' }));
    expect(JSON.stringify(response)).toBe('{"__proto__":"x"}');
  });

  test.each([
    ['a schema that says nothing', {}],
    ['a schema that is none', 'string'],
    ['anything', true],
    ['a list', { type: 'array', items: { type: 'string' } }],
    ['several types', { type: ['string', 'null'] }],
    ['one of several', { type: 'object', properties: {}, oneOf: [{}, {}] }],
    ['a reference', { $ref: '#/$defs/x', $defs: { x: { type: 'string' } } }],
    ['an object in an object', { type: 'object', properties: { a: { type: 'object' } } }],
    ['an object without properties', { type: 'object' }],
    ['properties that are none', { type: 'object', properties: { a: 1 } }],
    ['a condition', { type: 'string', not: { const: 'x' } }],
  ])('is JSON for what fields cannot say: %s', (_what, schema) => {
    const form = responseFormOf(schema);
    expect(form).toEqual({ kind: 'json' });
    expect(responseOf(form, fill({ '': '{"a":[1]}' }))).toEqual({ a: [1] });
    expect(() => responseOf(form, fill({ '': '{a' }))).toThrow(SyntaxError);
  });
});
