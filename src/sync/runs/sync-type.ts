import { ValidationError } from '../../common/http.errors.js';
import type { ProviderDescription, StreamDescription } from '../../providers/provider.port.js';

export const ALL = 'all';

/** @throws ValidationError listing what the provider knows */
export function assertSyncType(description: ProviderDescription, syncType: string, field = 'syncType'): void {
  const known = [ALL, ...description.streams.map(({ name }) => name)];
  if (known.includes(syncType)) return;
  throw new ValidationError([{ field, message: `must be one of ${known.join(', ')}` }]);
}

/** The streams of a sync type: one, or all of the provider. */
export function streamsOf(description: ProviderDescription, syncType: string): readonly StreamDescription[] {
  return syncType === ALL ? description.streams : description.streams.filter(({ name }) => name === syncType);
}
