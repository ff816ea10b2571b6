import { describe, expect, it } from '@jest/globals';
import { nameOf, type KnownObject, type PushedItem, type PushIntent } from '../../push.port.js';
import { contact, HASH, intentOf, KEY, LIST, memberRead, rulesOf, shown, ticket } from '../testing/push.intents.js';
import { MailchimpPushRequests } from './mailchimp.push-requests.js';
import { TagsBuilder } from './mailchimp.tags.push.js';

const builder = new TagsBuilder(new MailchimpPushRequests());
const MEMBER = { target: 'member', subject: HASH, part: '' };
const event = (platformId: string, name: string) =>
  ({ entity: 'events', platformId, version: 1, body: { id: platformId, name } }) as PushedItem;
const related = [event('evt_1', ' Summer   gala '), event('evt_2', 'x'.repeat(200))];
const tagged = (...names: string[]) => memberRead('subscribed', { tags: names.map((name, id) => ({ id, name })) });
const active = (name: string) => ({ name, status: 'active' });
const inactive = (name: string) => ({ name, status: 'inactive' });

async function said(
  items: readonly PushedItem[],
  known: KnownObject | null = tagged(),
  over: Partial<PushIntent> = {},
): Promise<unknown> {
  const built = await builder.build(intentOf('tags', items, { related, ...over }), known, KEY);
  return built.kind === 'request' ? shown(built.request).body?.tags : built;
}

describe('The tags of a member', () => {
  it('are set by one request that sets off nothing', async () => {
    const built = await builder.build(intentOf('tags', [ticket('t1')], { related }), tagged(), KEY);
    if (built.kind !== 'request') throw new Error(built.kind);
    expect(shown(built.request)).toEqual({
      call: `POST /3.0/lists/${LIST}/members/${HASH}/tags`,
      body: { tags: [active('hub:evt_1')], is_syncing: true },
    });
    expect(built.request.content).toBe(KEY);
  });

  it('are those of all valid tickets, so that one that is refunded takes away nothing that another gives', async () => {
    const refunded = ticket('t1', { status: 'refunded' });
    expect(await said([refunded, ticket('t2')], tagged('hub:evt_1'))).toEqual({ kind: 'nothing' });
    expect(await said([refunded], tagged('hub:evt_1'))).toEqual([inactive('hub:evt_1')]);
    expect(await said([], tagged('hub:evt_1'))).toEqual([inactive('hub:evt_1')]);
  });

  it.each([
    ['sold', true],
    ['minted', true],
    ['active', true],
    ['transferred', true],
    ['checked_in', true],
    ['used', true],
    ['available', false],
    ['reserved', false],
    ['revoked', false],
    ['refunded', false],
    ['expired', false],
    ['cancelled', false],
  ])('come from a ticket that is %s: %s', async (status, isTagged) => {
    expect(await said([ticket('t1', { status })])).toEqual(isTagged ? [active('hub:evt_1')] : { kind: 'nothing' });
  });

  it('of others are never taken away', async () => {
    expect(await said([], tagged('vip', 'Hub:x', 'hub', 'hub:old'))).toEqual([inactive('hub:old')]);
    const rules = rulesOf({ tags: { prefix: '' } });
    expect(await said([], tagged('vip', 'hub:old'), { rules })).toEqual([inactive('hub:old')]);
  });

  it('have the words of the event, if that is wanted, as far as Mailchimp takes them', async () => {
    const rules = rulesOf({ tags: { tagBy: 'event_name', prefix: 'box-' } });
    const named = (eventId: string, known = tagged()) => said([ticket('t1', { eventId })], known, { rules });
    expect(await named('evt_1', tagged('hub:evt_1'))).toEqual([active('box-Summer gala')]);
    expect(await named('evt_2')).toEqual([active(`box-${'x'.repeat(96)}`)]);
    // The event was not pushed yet.
    expect(await named('evt_3')).toEqual([active('box-evt_3')]);
  });

  it('have those of the contact, too', async () => {
    const items = [contact({ tags: ['vip', 'hub:patron'] }), ticket('t1')];
    expect(await said(items)).toEqual([active('hub:evt_1'), active('hub:patron'), active('hub:vip')]);
    expect(await said([contact({ tags: ['vip'], deletedAt: '2026-03-02T00:00:00Z' })])).toEqual({ kind: 'nothing' });
  });

  it.each(['unsubscribed', 'cleaned', 'archived'])('are left alone while the person is %s', async (state) => {
    expect(await said([ticket('t1')], memberRead(state))).toMatchObject({ kind: 'skipped', code: 'consent' });
  });

  it('wait for the person to become a member, which a ticket makes no one', async () => {
    expect(await said([ticket('t1')], null)).toMatchObject({ kind: 'skipped', code: 'consent', until: MEMBER });
    const links = new Map([[nameOf(MEMBER), `${LIST}:${HASH}`]]);
    // They were one, and were forgotten.
    expect(await said([ticket('t1')], null, { links })).not.toHaveProperty('until');
    expect(await said([ticket('t1')], null, { settings: {} })).toMatchObject({ kind: 'waiting', code: 'account' });
  });
});
