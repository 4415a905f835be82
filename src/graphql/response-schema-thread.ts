import { parentPort, workerData } from 'node:worker_threads';
import type { AnySchema } from 'ajv';
import { Ajv } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Verdict } from './response-schema.ts';

const { schema, value } = JSON.parse(workerData as string) as { schema: AnySchema; value: unknown };
parentPort?.postMessage({ wrong: wrongWith() } satisfies Verdict);

function wrongWith(): string | null {
  try {
    const ajv = validatorFor(schema);
    addFormats.default(ajv);
    return ajv.validate(schema, value) ? null : ajv.errorsText(ajv.errors, { dataVar: 'response' });
  } catch (error) {
    return `it is not a JSON Schema that can be used (${(error as Error).message})`;
  }
}

/** By the dialect that the schema says to be of (JSON Schema 2020-12, section 8.1.1). */
function validatorFor(of: AnySchema): Ajv {
  const dialect = typeof of === 'object' && typeof of.$schema === 'string' ? of.$schema : '';
  // Unknown keywords are annotations (section 4.3.1), which is no error.
  const options = { strict: false } as const;
  if (dialect.includes('draft-07') || dialect.includes('draft-06')) return new Ajv(options);
  if (dialect.includes('2019-09')) return new Ajv2019(options);
  return new Ajv2020(options);
}
