import type { ConsentPort } from '../../src/providers/consent.port.js';
import type { ProviderPort } from '../../src/providers/provider.port.js';
import type { PushPort } from '../../src/providers/push.port.js';
import { Stripping } from '../../src/providers/stripping/stripping.js';

/** The name of the vendor in memory. */
export const VENDOR = 'acme';

/** Guests who have left say so. */
const CONSENTS: ConsentPort = {
  stream: 'guests',
  ofRecord: ({ content }) => {
    const { email, leftAt } = content as { email: string; leftAt?: string };
    return leftAt
      ? { address: email, state: 'revoked', statedAt: new Date(leftAt), evidence: { status: 'left' } }
      : null;
  },
  ofWebhook: (body) => {
    const { email, leftAt } = JSON.parse(body) as { email: string; leftAt: string };
    return { address: email, state: 'revoked', statedAt: new Date(leftAt), evidence: { event: 'left' } };
  },
};

/** A provider whose account is that vendor. */
export function memoryProvider(push: PushPort): ProviderPort {
  return {
    describe: () => ({ name: VENDOR }),
    push,
    consents: CONSENTS,
    stripped: new Stripping({ members: {} }, []),
  } as unknown as ProviderPort;
}
