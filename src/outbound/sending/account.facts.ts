import type { PushIntent } from '../../providers/push.port.js';
import type { PushAccount } from './turn.js';

/** Adds what the account says of itself, as far as its provider asks for that. */
export async function withFacts(
  { push, connection }: Pick<PushAccount, 'push' | 'connection'>,
  intent: PushIntent,
  signal: AbortSignal,
): Promise<PushIntent> {
  if (!push.facts) return intent;
  const facts = await push.facts(connection, intent, { signal });
  signal.throwIfAborted();
  return { ...intent, facts };
}
