import { OutputGuard } from './output.guard.js';

/** Until the configuration is read. */
const FIRST_LIMIT_BYTES = 1_048_576;

/** The guards of this process's two streams; a process has no others, so they are made when this is first imported. */
export const STANDARD_OUTPUT: Readonly<Record<'stdout' | 'stderr', OutputGuard>> = {
  stdout: new OutputGuard(process.stdout, FIRST_LIMIT_BYTES),
  stderr: new OutputGuard(process.stderr, FIRST_LIMIT_BYTES),
};
