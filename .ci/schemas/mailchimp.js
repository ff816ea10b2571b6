import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeExtract } from './extract.js';
import { ANSWERS, BODIES, MORE_OPERATIONS, TYPES } from './mailchimp.types.js';

/** Mailchimp's operations from the installed package; their types are written by hand, since it declares none. */
const FOLDER = 'node_modules/@mailchimp/mailchimp_marketing/src/api';
const KEPT = /^\/(|ping|lists.*|campaigns.*|reports.*|ecommerce.*|batches.*|batch-webhooks.*|search-members)$/;
const operations = { ...MORE_OPERATIONS };

for (const file of readdirSync(FOLDER)) {
  for (const method of readFileSync(join(FOLDER, file), 'utf8').split('WithHttpInfo = function').slice(1)) {
    const [, path, verb] = /callApi\(\s*'([^']+)', '(\w+)'/.exec(method) ?? [];
    if (path === undefined || !KEPT.test(path)) continue;
    const query = /queryParams = \{([\s\S]*?)\n {4}\};/.exec(method)?.[1] ?? '';
    const names = [...query.matchAll(/^ +'(\w+)':/gm)].map(([, name]) => name);
    operations[`${verb} /3.0${path}`] = {
      parameters: [...names, ...(BODIES[`${verb} ${path}`] ?? [])].sort(),
      answer: ANSWERS[`${verb} ${path}`] ?? 'any',
    };
  }
}
const unused = Object.keys(ANSWERS).filter((name) => !operations[name.replace(' /', ' /3.0/')]);
if (unused.length > 0) throw new Error(`not in the package: ${unused.join(', ')}`);

const { version } = JSON.parse(readFileSync('node_modules/@mailchimp/mailchimp_marketing/package.json', 'utf8'));
const source = `@mailchimp/mailchimp_marketing ${version} (npm), Apache 2.0; types after the vendor's reference`;
writeExtract('mailchimp', { source, operations, types: TYPES });
