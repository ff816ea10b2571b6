import { OutputGuard } from './output.guard.js';

/** Used until the configuration is read. */
const FIRST_LIMIT_BYTES = 1_048_576;

/** The guards of stdout and stderr. They are created when this file is first imported. */
export const STANDARD_OUTPUT: Readonly<Record<'stdout' | 'stderr', OutputGuard>> = {
  stdout: new OutputGuard(process.stdout, FIRST_LIMIT_BYTES),
  stderr: new OutputGuard(process.stderr, FIRST_LIMIT_BYTES),
};
