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
async function different(record: Omit<StoredRecord, 'externalId'>): Promise<number> {
  const object: SandboxObject = { id: 'cus_1', object: OBJECT, former: FORMER };
  const control = { objects: async () => [object], sums: async () => ({}) };
  const tenant = {
    async *records() {
      yield { externalId: 'cus_1', ...record };
    },
  };
  const results = await compareAll(
    tenant as unknown as TenantClient,
    {
      control: control as unknown as ControlClient,
      account: { id: 'acct_1', counts: {} },
      plan: {
        stripped: new Stripping({ members: {} }),
        normalise: (_stream: string, { email }: { email: string }) => ({ email }),
      },
      streams: ['customers'],
    } as unknown as ConnectedProvider,
  );
  return results.customers!.different;
}

describe('a record of an account of an old API version', () => {
  const data = { email: 'zoe@example.com' };
  const old = { ...FORMER, api_version: '2020-08-27' };

  it('is the same as the object where it was read, by all that it is', async () => {
    expect(await different({ raw: OBJECT, data })).toBe(0);
    expect(await different({ raw: FORMER, data })).toBe(1);
  });

  it('is the same where it came with an event, by what it means', async () => {
    expect(await different({ raw: old, data })).toBe(0);
    expect(await different({ raw: old, data: { email: null } })).toBe(1);
  });
});
