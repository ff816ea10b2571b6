import { describe, expect, it } from '@jest/globals';
import type { BuiltRequest, KnownObject, PushIntent, PushTarget } from '../../providers/push.port.js';
import type { ClaimedTarget } from '../targets/outbound-target.table.js';
import type { ReadIntent } from './intent.reader.js';
import { decideRequest } from './request.decision.js';

const KNOWN: KnownObject = { externalId: 'obj_1', externalVersion: '1', object: {}, origin: 'created' };
const built: BuiltRequest = {
  kind: 'request',
  request: { kind: 'create', method: 'POST', path: '/guest', headers: {}, body: Buffer.from('{}') },
};

interface Hub {
  id?: string;
  operation?: number;
  version?: number;
  generation?: number;
  untaken?: number;
  sinceDone?: number;
  known?: KnownObject | null;
  isUnguarded?: boolean;
  inSteps?: boolean;
}

/** The key of the next request of a target. */
async function keyOf({
  id = 'a',
  operation = 0,
  known = null,
  isUnguarded = true,
  inSteps = false,
  ...read
}: Hub): Promise<string> {
  const target = { id, operation, changes: 1, externalId: null, appliedHash: null } as unknown as ClaimedTarget;
  const intent = { reference: 'reference' } as PushIntent;
  const decision = await decideRequest(
    { target, spec: { isUnguarded, inSteps } as PushTarget, push: { build: async () => built } },
    { intent, version: 7, generation: 0, untaken: 0, sinceDone: 0, ...read } as ReadIntent,
    known,
  );
  return decision.kind === 'request' ? decision.operation.key : '';
}

describe('The key of a request', () => {
  it('is the one of every hub, if it makes what the provider would take twice', async () => {
    const key = await keyOf({});
    expect(key).toMatch(/^h[a-z2-7]{32}$/);
    expect(await keyOf({ id: 'b' })).toBe(key);
    expect(await keyOf({ version: 8 })).toBe(key);
    expect(await keyOf({ operation: 2, untaken: 2 })).toBe(key);
  });

  it('is another one after each request that the provider has answered, or that is known not to be applied', async () => {
    const keys = [{}, { operation: 1 }, { operation: 1, generation: 1 }, { operation: 2, untaken: 1, generation: 1 }];
    expect(new Set(await Promise.all(keys.map(keyOf))).size).toBe(3);
  });

  it.each([{ known: KNOWN }, { isUnguarded: false }])('is of its target and version otherwise: %j', async (hub) => {
    const keys = [hub, { ...hub, id: 'b' }, { ...hub, version: 8 }, { ...hub, operation: 1 }];
    expect(new Set(await Promise.all(keys.map(keyOf))).size).toBe(4);
  });

  it('is the one of every hub, if it makes an object in place of another one', async () => {
    const replacing = { known: KNOWN, inSteps: true };
    const key = await keyOf(replacing);
    for (const other of [{ id: 'b' }, { version: 8 }, { operation: 5 }]) {
      expect(await keyOf({ ...replacing, ...other })).toBe(key);
    }
    const later = [{ sinceDone: 1 }, { known: { ...KNOWN, externalId: 'obj_2' } }];
    const keys = later.map((other) => keyOf({ ...replacing, ...other }));
    expect(new Set([key, ...(await Promise.all(keys))]).size).toBe(3);
  });
});
