import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../config/config.js';
import type { FreeLanes } from '../../work/table/free.lanes.js';
import type { ClaimedTarget } from '../targets/outbound-target.table.js';
import { PushSlots } from './push.slots.js';

const never = new AbortController().signal;
const target = (integrationId: string, provider = 'acme') => ({ integrationId, provider }) as ClaimedTarget;
const slots = (env: Record<string, string> = {}) =>
  new PushSlots(loadConfig({ OUTBOUND_SLOTS_PER_PROVIDER: '2', OUTBOUND_SLOT_PATIENCE_MS: '1', ...env }));

/** What a claim of the tenant is told to leave alone: lanes, and providers with as many places as it says. */
async function takenFor(of: PushSlots, tenantId: string) {
  let seen: FreeLanes | undefined;
  const claim = await of.claim(tenantId, async (taken) => {
    seen = taken;
    return [];
  });
  claim.release();
  const { taken, left, most } = seen!;
  expect(most).toBe(2);
  return { taken, left: Object.fromEntries(left) };
}

/** A claim of the tenant that finds these targets. */
const claim = (of: PushSlots, tenantId: string, found: ClaimedTarget[]) => of.claim(tenantId, async () => found);

describe('Slots of pushes', () => {
  it('are reserved by a claim, and used by its work', async () => {
    const all = slots();
    const { items } = await claim(all, 't', [target('a'), target('b', 'other')]);
    expect(items).toHaveLength(2);
    expect(await takenFor(all, 't')).toEqual({ taken: ['a', 'b'], left: { acme: 1, other: 1 } });
    expect(await takenFor(all, 'another')).toEqual({ taken: [], left: { acme: 1, other: 1 } });
    await all.run('t', target('a'), never, async () => {
      expect(await takenFor(all, 't')).toMatchObject({ taken: ['a', 'b'] });
      await expect(all.run('t', target('a'), never, async () => 'twice')).rejects.toMatchObject({ code: 'slot_taken' });
    });
    expect(await takenFor(all, 't')).toMatchObject({ taken: ['b'] });
  });

  it('are given back if the work of a claim does not begin, and not while it lasts', async () => {
    const all = slots();
    const { release } = await claim(all, 't', [target('a'), target('b')]);
    await all.run('t', target('a'), never, async () => {
      release();
      expect(await takenFor(all, 't')).toMatchObject({ taken: ['a'] });
    });
    expect(await takenFor(all, 't')).toEqual({ taken: [], left: {} });
  });

  it('are as many of a provider as may be, for all tenants', async () => {
    const all = slots();
    const first = await claim(all, 't1', [target('a')]);
    await claim(all, 't2', [target('b')]);
    expect(await takenFor(all, 't3')).toEqual({ taken: [], left: { acme: 0 } });
    first.release();
    expect(await takenFor(all, 't3')).toEqual({ taken: [], left: { acme: 1 } });
  });

  it('are found free by one claim at a time', async () => {
    const all = slots();
    const seen: string[][] = [];
    const look = async ({ taken }: FreeLanes) => {
      seen.push([...taken]);
      await Promise.resolve();
      return taken.includes('a') ? [] : [target('a')];
    };
    const claims = await Promise.all([all.claim('t', look), all.claim('t', look)]);
    expect(seen).toEqual([[], ['a']]);
    expect(claims.map(({ items, leftAlone }) => [items.length, leftAlone()])).toEqual([
      [1, 'none'],
      [0, 'some'],
    ]);
  });

  it('say that lanes may have been left alone by a claim that has taken the last ones of a provider', async () => {
    const all = slots();
    const one = await claim(all, 't', [target('a')]);
    expect(one.leftAlone()).toBe('none');
    const both = await claim(all, 't2', [target('b')]);
    expect(both.leftAlone()).toBe('some');
  });

  it('say that something has become free while a claim was made', async () => {
    const all = slots();
    const { release } = await claim(all, 't', [target('a')]);
    const { leftAlone } = await all.claim('t', async () => {
      release();
      return [];
    });
    expect(leftAlone()).toBe('again');
  });

  it('go on with other claims after one that failed', async () => {
    const all = slots();
    await expect(all.claim('t', () => Promise.reject(new Error('The database is away')))).rejects.toThrow('away');
    expect(await takenFor(all, 't')).toEqual({ taken: [], left: {} });
  });

  it('tell when something becomes free: a slot, or an integration that was not called for a while', async () => {
    const all = slots();
    let freed = 0;
    all.onFree(() => (freed += 1));
    await all.run('t', target('a'), never, async () => undefined);
    expect(freed).toBe(1);
    const open = new Promise<void>((resolve) => all.onFree(resolve));
    all.close('t', 'a', 0.02);
    expect(await takenFor(all, 't')).toEqual({ taken: ['a'], left: {} });
    await open;
    expect(await takenFor(all, 't')).toEqual({ taken: [], left: {} });
  });
});
