import { describe, expect, it } from '@jest/globals';
import { seeded } from '../../../test/support/seeded.random.js';
import type { PushedItem } from '../../providers/push.port.js';
import type { Entity } from '../items/entity.js';
import { rulesWith } from '../rules/rule.catalogue.js';
import { VendorModel } from '../testing/vendor.model.js';
import { VendorPush } from '../testing/vendor.push.js';
import { NOTHING_POSTED } from './posted.payments.js';
import { planItems, type PlanInput, type PlannedIntegration } from './planner.js';

const push = new VendorPush(new VendorModel({ keyLifetimeMs: 0, lateMs: 0, indexLagMs: 0 }));
const integration = (id: string, over: Partial<PlannedIntegration> = {}): PlannedIntegration => ({
  tenantId: '0d9c2a4e-0000-4000-8000-000000000001',
  id,
  provider: 'acme',
  venueId: null,
  settings: {},
  push,
  rules: rulesWith(push, []),
  ...over,
});
const allVenues = rulesWith(push, [{ rule: 'guests', enabled: true, options: { allVenues: true } }]);
const item = (entity: Entity, platformId: string, body: object = {}, version = 1) =>
  ({ entity, platformId, version, body }) as PushedItem;
const plan = (input: Partial<PlanInput>) =>
  planItems({
    items: [],
    events: [],
    posted: NOTHING_POSTED,
    integrations: [integration('a')],
    isNamed: false,
    ...input,
  });
const fates = (input: Partial<PlanInput>) =>
  plan(input).targets.map(({ integrationId, subject, status, reason }) => [
    integrationId,
    subject,
    reason?.code ?? status,
  ]);

describe('The plan of a batch', () => {
  it('has one target for each object, whatever feeds it', () => {
    const holder = { holder: { id: 'ada' }, eventId: 'evt_1' };
    const { targets, sources } = plan({ items: [item('tickets', 'b', holder, 7), item('tickets', 'a', holder, 9)] });
    expect(targets).toMatchObject([{ target: 'label', subject: 'ada', platformId: 'a', wanted: 9, status: 'pending' }]);
    expect(sources.map(({ platformId, version }) => [platformId, version])).toEqual([
      ['a', 9],
      ['b', 7],
    ]);
  });

  it('also tells what becomes of the contact that a target is about', () => {
    const ofContact = Object.create(push, {
      targets: {
        value: push.targets.map((target) => (target.name === 'label' ? { ...target, isOfContact: true } : target)),
      },
    }) as VendorPush;
    const items = ['a', 'b'].map((id) => item('tickets', id, { holder: { id: 'ada' }, eventId: 'evt_1' }, 7));
    const { targets, sources } = plan({ items, integrations: [integration('a', { push: ofContact })] });
    expect(targets).toMatchObject([{ subject: 'ada', entity: 'tickets', platformId: 'a' }]);
    expect(sources.map(({ entity, platformId, version }) => [entity, platformId, version])).toEqual([
      ['tickets', 'a', 7],
      ['contacts', 'ada', -1],
      ['tickets', 'b', 7],
    ]);
  });

  it('shows what a rule leaves out', () => {
    const rules = rulesWith(push, [{ rule: 'guests', enabled: false, options: {} }]);
    const integrations = [integration('a', { rules })];
    expect(fates({ integrations, items: [item('contacts', 'con_1')] })).toEqual([['a', 'con_1', 'rule_off']]);
  });

  it.each<[string, Partial<PlannedIntegration>, PushedItem, string | undefined]>([
    ['a contact without a venue, by an account for all', {}, item('contacts', 'x'), 'pending'],
    ['no contact of a venue, by an account for all', {}, item('contacts', 'x', { venueId: 'v1' }), undefined],
    ['it, if that is set up', { settings: { allVenues: 'true' } }, item('contacts', 'x', { venueId: 'v1' }), 'pending'],
    ['it, if a rule says so', { rules: allVenues }, item('contacts', 'x', { venueId: 'v1' }), 'pending'],
    ['a payment of any venue, by an account for all', {}, item('payments', 'x', { venueId: 'v1' }), 'pending'],
    ['a payment of its venue', { venueId: 'v1' }, item('payments', 'x', { venueId: 'v1' }), 'pending'],
    ['no payment of another', { venueId: 'v2' }, item('payments', 'x', { venueId: 'v1' }), undefined],
    ['a payment of an event of its venue', { venueId: 'v1' }, item('payments', 'x', { eventId: 'known' }), 'pending'],
    ['nothing without a venue, by an account of one', { venueId: 'v1' }, item('contacts', 'x'), undefined],
    ['a payment of an unknown event later', { venueId: 'v1' }, item('payments', 'x', { eventId: 'y' }), 'dependency'],
  ])('takes %s', (_, over, given, fate) => {
    const events = [item('events', 'known', { venueId: 'v1' })];
    const found = fates({ events, items: [given], integrations: [integration('a', over)] });
    expect(found).toEqual(fate === undefined ? [] : [['a', 'x', fate]]);
  });

  it('says so if the caller has named an integration of another venue', () => {
    const integrations = [integration('a', { venueId: 'v2' })];
    const items = [item('contacts', 'x', { venueId: 'v1' })];
    expect(fates({ integrations, items, isNamed: true })).toEqual([['a', 'x', 'venue']]);
  });

  it('is the same in whatever order the items come, and however often', () => {
    const random = seeded();
    const shuffled = <T>(values: readonly T[]): T[] =>
      values
        .map((value) => ({ value, at: random.integer(2 ** 30) }))
        .sort((a, b) => a.at - b.at)
        .map(({ value }) => value);
    const integrations = [integration('a'), integration('b', { venueId: 'v1' }), integration('c', { venueId: 'v2' })];
    for (let n = 0; n < 100; n++) {
      const items = Array.from({ length: 30 }, (_, i) => {
        const body = { eventId: `e${random.integer(3)}`, holder: { id: `h${random.integer(5)}` } };
        return item(random.pick(['tickets', 'payments', 'contacts'] as const), `x${i}`, body, random.integer(9));
      });
      const events = [item('events', 'e0', { venueId: 'v1' }), item('events', 'e1', { venueId: 'v2' })];
      const once = plan({ items, events, integrations });
      const again = plan({ items: shuffled([...items, ...items]), events, integrations: shuffled(integrations) });
      expect(again).toEqual(once);
    }
  });
});
