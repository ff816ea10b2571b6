import { describe, expect, it } from '@jest/globals';
import { Stripping } from '../../src/providers/stripping/stripping.js';
import type { ControlClient, SandboxObject } from '../clients/control.client.js';
import type { StoredRecord } from '../clients/service.answers.js';
import type { TenantClient } from '../clients/tenant.client.js';
import { compareAll } from './comparison.step.js';
import type { ConnectedProvider } from './connected.provider.js';

const OBJECT = { id: 'cus_1', email: 'zoe@example.com' };
const FORMER = { ...OBJECT, default_currency: 'usd' };

/** What compares one object of an account of an old API version with its record. */
async function different(raw: StoredRecord['raw'], former: Record<string, unknown> = FORMER): Promise<number> {
  const object: SandboxObject = { id: 'cus_1', object: OBJECT, former };
  const control = { objects: async () => [object], sums: async () => ({}) };
  const tenant = {
    async *records() {
      yield { externalId: 'cus_1', raw, data: {} };
    },
  };
  const results = await compareAll(
    tenant as unknown as TenantClient,
    {
      control: control as unknown as ControlClient,
      account: { id: 'acct_1', counts: {} },
      plan: {
        stripped: new Stripping({ members: {} }),
      },
      streams: ['customers'],
    } as unknown as ConnectedProvider,
  );
  return results.customers!.different;
}

describe('a record of an account of an old API version', () => {
  const old = { ...FORMER, api_version: '2020-08-27' };

  it('is the same as the object where it was read', async () => {
    expect(await different(OBJECT)).toBe(0);
    expect(await different(FORMER)).toBe(1);
  });

  it('is the same as the object of that version where it came with an event', async () => {
    expect(await different(old)).toBe(0);
    expect(await different({ ...old, email: null })).toBe(1);
  });

  it('may have other objects within it that have changed since', async () => {
    const embedded = { data: [{ id: 'ch_1', object: 'charge', status: 'pending' }] };
    const later = { data: [{ id: 'ch_1', object: 'charge', status: 'succeeded' }] };
    expect(await different({ ...old, charges: embedded }, { ...FORMER, charges: later })).toBe(0);
    expect(await different({ ...old, charges: { data: [] } }, { ...FORMER, charges: later })).toBe(1);
  });
});
