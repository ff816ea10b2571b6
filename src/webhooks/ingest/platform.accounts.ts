import { Injectable } from '@nestjs/common';
import type { ProviderPort } from '../../providers/provider.port.js';

/** How long a delivery waits for a provider's API. */
const PATIENCE_MS = 2_000;

/** Finds the account of an event that names none: the platform's own account. The provider is asked only once. */
@Injectable()
export class PlatformAccounts {
  /** `null`: unknown now. The event is then stored as ignored and can be replayed. */
  async of(provider: ProviderPort): Promise<string | null> {
    try {
      return await provider.platformAccount({ signal: AbortSignal.timeout(PATIENCE_MS) });
    } catch {
      return null;
    }
  }
}
