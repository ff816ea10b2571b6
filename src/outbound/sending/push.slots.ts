import { Inject, Injectable } from '@nestjs/common';
import { sleep } from '../../common/sleep.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { FreeLanes } from '../../work/table/free.lanes.js';
import type { LaneClaim, WorkLanes } from '../../work/work.kind.js';
import type { ClaimedTarget } from '../targets/outbound-target.table.js';
import { SendLaterError } from './send-later.error.js';

/** How often a claim that waits looks for a free slot. */
const LOOK_EVERY_MS = 20;
const TAKEN = 'Other targets are being sent to the same integration, or to as many of the provider as may be';

interface Place {
  provider: string;
  integrationId: string;
}

interface Slot {
  tenantId: string;
  /** Its targets are claimed, and are not being sent yet. */
  isReserved: boolean;
}

/**
 * Bounds how many claims send to one integration and to one provider at the same time in this process, so that a provider
 * that answers slowly does not take the slots of the others. Targets of an integration whose slot is taken, or that is not
 * called for a while, are not claimed.
 */
@Injectable()
export class PushSlots implements WorkLanes<ClaimedTarget> {
  private readonly slots = new Map<string, Slot>();
  /** Tenants of integrations that are not called for a while. */
  private readonly closed = new Map<string, string>();
  private readonly providers = new Map<string, number>();
  private readonly listeners: (() => void)[] = [];
  /** How often something has become free. */
  private frees = 0;
  private claiming: Promise<unknown> = Promise.resolve();

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'limits'>) {}

  claim(tenantId: string, claim: (free: FreeLanes) => Promise<ClaimedTarget[]>): Promise<LaneClaim<ClaimedTarget>> {
    const inTurn = this.claiming.then(() => this.claimNow(tenantId, claim));
    this.claiming = inTurn.catch(() => undefined);
    return inTurn;
  }

  onFree(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Nothing more of the integration is claimed for this time: requests to it would fail. */
  close(tenantId: string, integrationId: string, seconds: number): void {
    this.closed.set(integrationId, tenantId);
    const open = () => {
      this.closed.delete(integrationId);
      this.tellFree();
    };
    setTimeout(open, seconds * 1_000).unref();
  }

  /**
   * Uses the slot that the claim has reserved, or waits a moment for one. A claim that waited longer would keep others
   * waiting, and one that did not wait at all would be handed back and claimed again all the time.
   * @throws SendLaterError when there is none
   */
  async run<T>(tenantId: string, place: Place, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const { OUTBOUND_SLOT_PATIENCE_MS: patience, OUTBOUND_SLOT_PAUSE_SECONDS: pause } = this.config.limits;
    const until = performance.now() + patience;
    while (!this.begin(tenantId, place)) {
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

  private async claimNow(
    tenantId: string,
    claim: (free: FreeLanes) => Promise<ClaimedTarget[]>,
  ): Promise<LaneClaim<ClaimedTarget>> {
    const free = this.free(tenantId);
    const { frees } = this;
    const items = await claim(free);
    const places = new Map(items.map((item) => [item.integrationId, item]));
    const reserved = [...places.values()].filter((place) => this.take(tenantId, place, true));
    const release = () => {
      for (const place of reserved) if (this.slots.get(place.integrationId)?.isReserved) this.giveBack(place);
    };
    const { OUTBOUND_SLOTS_PER_PROVIDER: most } = this.config.limits;
    const isFull = [...this.providers.values()].some((count) => count >= most);
    const leftAlone = () => {
      if (free.taken.length === 0 && !isFull) return 'none';
      return this.frees === frees ? 'some' : 'again';
    };
    return { items, leftAlone, release };
  }

  private free(tenantId: string): FreeLanes {
    const ofTenant = [...this.slots].filter(([, slot]) => slot.tenantId === tenantId).map(([id]) => id);
    const closed = [...this.closed].filter(([, tenant]) => tenant === tenantId).map(([id]) => id);
    const { OUTBOUND_SLOTS_PER_PROVIDER: most } = this.config.limits;
    const left = new Map([...this.providers].map(([provider, count]) => [provider, Math.max(0, most - count)]));
    return { taken: [...ofTenant, ...closed], left, most };
  }

  private begin(tenantId: string, place: Place): boolean {
    const slot = this.slots.get(place.integrationId);
    if (!slot?.isReserved) return this.take(tenantId, place, false);
    slot.isReserved = false;
    return true;
  }

  private take(tenantId: string, { provider, integrationId }: Place, isReserved: boolean): boolean {
    const taken = this.providers.get(provider) ?? 0;
    if (taken >= this.config.limits.OUTBOUND_SLOTS_PER_PROVIDER || this.slots.has(integrationId)) return false;
    this.providers.set(provider, taken + 1);
    this.slots.set(integrationId, { tenantId, isReserved });
    return true;
  }

  private giveBack({ provider, integrationId }: Place): void {
    this.slots.delete(integrationId);
    const left = (this.providers.get(provider) ?? 1) - 1;
    if (left > 0) this.providers.set(provider, left);
    else this.providers.delete(provider);
    this.tellFree();
  }

  private tellFree(): void {
    this.frees += 1;
    for (const listener of this.listeners) listener();
  }
}
