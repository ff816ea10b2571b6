import { ValidationError } from '../../common/http.errors.js';
import type { VerifiedAccount } from '../../providers/connection.js';
import type { IntegrationRow } from './integration.row.js';

type Environment = IntegrationRow['environment'];

/**
 * The environment of an account. If the provider reports one, it decides. @throws ValidationError when the caller asked
 * for another one
 */
export function environmentOf({ livemode }: VerifiedAccount, asked: Environment | undefined): Environment {
  if (livemode === null) return asked ?? 'production';
  const actual = livemode ? 'production' : 'sandbox';
  if (!asked || asked === actual) return actual;
  throw new ValidationError([{ field: 'environment', message: `these credentials are for ${actual}` }]);
}
