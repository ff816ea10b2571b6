import { Inject, Injectable } from '@nestjs/common';
import { sleep } from '../../common/sleep.js';
import { CONFIG, type Config } from '../../config/config.js';
import { SendLaterError } from './send-later.error.js';

/** How often a claim that waits looks for a free slot. */
const LOOK_EVERY_MS = 20;
const TAKEN = 'Other targets are being sent to the same integration, or to as many of the provider as may be';

interface Place {
  provider: string;
  integrationId: string;
}

/**
 * Bounds how many claims send to one integration and to one provider at the same time in this process, so that a provider
 * that answers slowly does not take the slots of the others.
 */
@Injectable()
export class PushSlots {
  private readonly integrations = new Set<string>();
  private readonly providers = new Map<string, number>();

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'limits'>) {}

  /**
   * Waits a moment for a slot. A claim that waited longer would keep others waiting, and one that did not wait at all would
   * be handed back and claimed again all the time.
   * @throws SendLaterError when there is none
   */
  async run<T>(place: Place, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const { OUTBOUND_SLOT_PATIENCE_MS: patience, OUTBOUND_SLOT_PAUSE_SECONDS: pause } = this.config.limits;
    const until = performance.now() + patience;
    while (!this.take(place)) {
      if (performance.now() >= until) {
        throw new SendLaterError('slot_taken', TAKEN, { retryAfterSeconds: pause * (1 + Math.random()) });
      }
      await sleep(LOOK_EVERY_MS, signal);
    }
    try {
      return await work();
    } finally {
      this.giveBack(place);
    }
  }

  private take({ provider, integrationId }: Place): boolean {
    const taken = this.providers.get(provider) ?? 0;
    if (taken >= this.config.limits.OUTBOUND_SLOTS_PER_PROVIDER || this.integrations.has(integrationId)) return false;
    this.providers.set(provider, taken + 1);
    this.integrations.add(integrationId);
    return true;
  }

  private giveBack({ provider, integrationId }: Place): void {
    this.integrations.delete(integrationId);
    this.providers.set(provider, (this.providers.get(provider) ?? 1) - 1);
  }
}
