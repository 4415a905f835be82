import { parentPort } from 'node:worker_threads';
import type { AnySchema } from 'ajv';
import { Ajv } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Question, Verdict } from './response-schema.ts';

parentPort?.on('message', (question: string) => {
  parentPort?.postMessage({ wrong: wrongWith(JSON.parse(question) as Question) } satisfies Verdict);
});
parentPort?.postMessage('ready');

function wrongWith(question: Question): string | null {
  const { schema } = question;
  try {
    const ajv = validatorFor(dialectOf(schema));
    addFormats.default(ajv);
    const fits = ajv.compile(withoutDialect(schema));
    if ('$async' in fits) return 'it is asynchronous, which a schema cannot be here';
    if (!('value' in question) || fits(question.value)) return null;
    return ajv.errorsText(fits.errors, { dataVar: 'response' });
  } catch (error) {
    return `it is no JSON Schema (${(error as Error).message})`;
  }
}

/** What a schema says to be of (JSON Schema 2020-12, section 8.1.1). */
function dialectOf(schema: unknown): string {
  const { $schema } = Object(schema) as { $schema?: unknown };
  return typeof $schema === 'string' ? $schema : '';
}

function withoutDialect(schema: unknown): AnySchema {
  if (dialectOf(schema) === '') return schema as AnySchema;
  const { $schema: _dialect, ...rest } = schema as Record<string, unknown>;
  return rest;
}

/** Unknown keywords are annotations (section 4.3.1), which is no error. */
function validatorFor(dialect: string): Ajv {
  const options = { strict: false, validateSchema: true } as const;
  if (/draft-0[4-7]/.test(dialect)) return new Ajv(options);
  if (dialect.includes('2019-09')) return new Ajv2019(options);
  return new Ajv2020(options);
}
