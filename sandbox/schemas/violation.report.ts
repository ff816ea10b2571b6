import { writeFileSync } from 'node:fs';
import type { ResponseCheck } from './response.check.js';

/** Writes all violations to a file in the folder `SCHEMA_REPORT`, if that is set, to help repair a sandbox. */
export function reportViolations(vendor: string, check: ResponseCheck): void {
  const { SCHEMA_REPORT: folder } = process.env;
  if (!folder) return;
  const lines = [`${check.objects} objects, ${check.report().length} kinds of violations`, ...check.report()];
  writeFileSync(`${folder}/violations-${vendor}.txt`, `${lines.join('\n')}\n`);
}
