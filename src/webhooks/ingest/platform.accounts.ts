import { Injectable } from '@nestjs/common';
import type { ProviderPort } from '../../providers/provider.port.js';

/** A webhook does not wait for a provider's API for longer than this. */
const PATIENCE_MS = 2_000;

/** Whose account an event concerns that names none: the platform's own. Asked of the provider once. */
@Injectable()
export class PlatformAccounts {
  /** `null`: not known now; the event is kept as ignored and can be replayed. */
  async of(provider: ProviderPort): Promise<string | null> {
    try {
      return await provider.platformAccount({ signal: AbortSignal.timeout(PATIENCE_MS) });
    } catch {
      return null;
    }
  }
}
