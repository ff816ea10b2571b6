import { writeFileSync } from 'node:fs';
import type { ResponseCheck } from './response.check.js';

/** For whoever mends a sandbox: all violations in a file. */
export function reportViolations(vendor: string, check: ResponseCheck): void {
  const { SCHEMA_REPORT: folder } = process.env;
  if (!folder) return;
  const lines = [`${check.objects} objects, ${check.report().length} kinds of violations`, ...check.report()];
  writeFileSync(`${folder}/violations-${vendor}.txt`, `${lines.join('\n')}\n`);
}
