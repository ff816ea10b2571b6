import { resolve } from 'node:path';
import { endWith, readArguments } from './commands/command.line.js';
import { writeSecrets } from './commands/secrets.command.js';
import { SECRETS_USAGE } from './commands/usage.js';
import { ENV_FILE } from './config/environment-file.parser.js';

try {
  readArguments(SECRETS_USAGE);
  writeSecrets(resolve(ENV_FILE));
  console.log(`Wrote fresh secrets to ${ENV_FILE}. Accounts that were connected before must be connected again.`);
} catch (error) {
  endWith(error);
}
