import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../config/config.js';
import type { Hint } from '../dispatcher.js';
import type { LeasedWork } from '../leased.work.js';
import type { RegisteredWork } from '../work.registry.js';
import type { WorkSlots } from '../work.slots.js';
import { TenantClaims } from './tenant.claims.js';

const BATCH = 3;
const REF = { tenantId: 't', id: 'a' };

/** Claims so many rows, of a kind with lanes, whose work lasts until it is ended. */
function claimOf(rows: number) {
  const hints: Hint[] = [];
  let end: () => void = () => undefined;
  const lasts = new Promise<void>((resolve) => (end = resolve));
  let free: () => void = () => undefined;
  const leased = { carryOut: () => lasts.then(() => ({ kind: 'done' })) } as unknown as LeasedWork;
  const dispatcher = { send: async (sent: Hint[]) => hints.push(...sent), backlog: async () => 0 };
  const pauses = { all: async () => new Map() };
  const claims = new TenantClaims(leased, dispatcher, pauses, {} as WorkSlots, loadConfig({}));
  const kind = {
    claims: { of: 'tenant', batch: BATCH },
    slots: 2,
    table: { jobs: { parcel: 'normal' } },
    lanes: {
      claim: async () => ({ items: Array(rows).fill({}), leftAlone: () => 'none', release: () => undefined }),
      onFree: (listener: () => void) => (free = listener),
    },
  };
  const done = claims.follow({ kind, table: {} } as unknown as RegisteredWork, 'parcel', REF);
  return { hints, done, end, free: () => free() };
}

const claimed = () => new Promise(setImmediate);

describe('Claims of a tenant', () => {
  it('do not leave a lane that becomes free alone until the rest of the claim is over', async () => {
    const { hints, done, end, free } = claimOf(BATCH);
    await claimed();
    expect(hints).toEqual([]);
    free();
    expect(hints).toEqual([{ job: 'parcel', payload: REF }]);
    end();
    await done;
    expect(hints).toHaveLength(2);
  });

  it('send no hint when nothing more is due', async () => {
    const { hints, done, end, free } = claimOf(BATCH - 1);
    await claimed();
    free();
    end();
    await done;
    expect(hints).toEqual([]);
  });
});
