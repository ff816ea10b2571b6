import { createClient } from '@hey-api/openapi-ts';
import { parseArgs } from 'node:util';

/** Generates a TypeScript client of the OpenAPI document `--document` into the folder `--out`. */
const { document, out } = parseArgs({ options: { document: { type: 'string' }, out: { type: 'string' } } }).values;
if (!document || !out) throw new Error('--document FILE --out FOLDER');
await createClient({
  input: document,
  output: { path: out },
  plugins: ['@hey-api/typescript', '@hey-api/sdk', '@hey-api/client-fetch'],
  logs: { level: 'silent' },
});
