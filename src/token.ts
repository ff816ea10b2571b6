import { endWith, readArguments } from './commands/command.line.js';
import { issueToken } from './commands/token.command.js';
import { TOKEN_USAGE } from './commands/usage.js';
import { readEnvironment } from './config/environment.file.js';

try {
  const options = readArguments(TOKEN_USAGE, ['role', 'tenant']);
  const { token, role, tenantId, expiresAt } = issueToken(readEnvironment(), options);
  // To standard error, so that the token is all that a script captures.
  console.error(`${role} of tenant ${tenantId}, until ${expiresAt.toISOString()}`);
  console.log(token);
} catch (error) {
  endWith(error);
}
