import { ValidationError } from '../../common/http.errors.js';
import type { ProviderDescription } from '../../providers/provider.port.js';

export const ALL = 'all';

/** @throws ValidationError listing what the provider knows */
export function assertSyncType(description: ProviderDescription, syncType: string, field = 'syncType'): void {
  const known = [ALL, ...description.streams.map(({ name }) => name)];
  if (known.includes(syncType)) return;
  throw new ValidationError([{ field, message: `must be one of ${known.join(', ')}` }]);
}
