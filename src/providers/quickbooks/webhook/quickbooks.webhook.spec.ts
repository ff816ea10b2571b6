import { createHmac } from 'node:crypto';
import { limitsSchema } from '../../../config/limits.config.js';
import { flawsIn, ODD_BODIES, withOddFields } from '../../testing/odd.deliveries.js';
import type { WebhookDelivery } from '../../webhook.port.js';
import { CLOUD_EVENTS, LEGACY, MERGED } from '../testing/quickbooks.deliveries.js';
import { QuickBooksWebhook } from './quickbooks.webhook.js';

const webhook = new QuickBooksWebhook(limitsSchema.parse({}));
const SECRET = 'verifier';

function delivery(body: string | Buffer, headers: WebhookDelivery['headers'] = {}): WebhookDelivery {
  return { body: Buffer.from(body), headers, notificationUrl: 'https://example.com', own: false };
}

const parse = (body: unknown) => webhook.parse(delivery(typeof body === 'string' ? body : JSON.stringify(body)));
const effects = (body: unknown) => webhook.effects(typeof body === 'string' ? body : JSON.stringify(body));
const pointer = (type: string, externalId: string) => ({ kind: 'pointer', type, externalId });

const event = (more: Record<string, unknown> = {}) => ({
  specversion: '1.0',
  id: 'event-1',
  source: 'intuit.x',
  type: 'qbo.invoice.updated.v1',
  time: '2026-11-23T02:13:10.179851517Z',
  intuitentityid: '130',
  intuitaccountid: '9341457021722202',
  data: {},
  ...more,
});

describe('a delivery', () => {
  it('is verified by its one header', () => {
    const signature = createHmac('sha256', SECRET).update('[]').digest('base64');
    expect(webhook.verify(delivery('[]', { 'intuit-signature': signature }), [SECRET])).toBe(true);
    expect(webhook.verify(delivery('[]', { 'intuit-signature': [signature, signature] }), [SECRET])).toBe(false);
    expect(webhook.verify(delivery('[]'), [SECRET])).toBe(false);
  });

  it('is as many events as it holds, each with its company', () => {
    const events = parse(CLOUD_EVENTS);
    expect(events.map(({ eventId, dedupeKey, type, account }) => [eventId, dedupeKey, type, account])).toEqual([
      ...[
        ['88cd52aa-33b6-4351-9aa4-47572edbd068', 'qbo.customer.updated.v1', '9341457021722202'],
        ['0b0f6f5c-2f5b-4f6e-9a51-0e0a5b7b2f11', 'qbo.invoice.created.v1', '9341457021722202'],
        ['5a2cc1d0-97d3-4e9b-8d0f-3a6c55a4f222', 'qbo.payment.updated.v1', '4620816365001234567'],
      ].map(([id, type, account]) => [id, id, type, account]),
    ]);
  });

  it('may be a single event, without a list', () => {
    expect(parse(event())).toEqual(parse([event()]));
    expect(parse({ ...event(), specversion: undefined })).toHaveLength(1);
    expect(effects(event())).toEqual([pointer('invoices', '130')]);
    expect(parse({ specversion: '1.0' })).toMatchObject([{ unreadable: { code: 'malformed_event' } }]);
  });

  it.each([
    ['new', CLOUD_EVENTS],
    ['old', LEGACY],
  ])('in the %s form can be replayed event by event', (_form, body) => {
    for (const stored of parse(body)) {
      const [again, ...others] = webhook.parse(delivery(stored.body));
      expect(others).toEqual([]);
      expect(again).toEqual(stored);
      expect(webhook.effects(stored.body.toString())).toHaveLength(stored.type.includes('Merge') ? 2 : 1);
    }
  });

  it('in the old form is known again by company, entity, id, operation and time', () => {
    expect(parse(LEGACY).map(({ dedupeKey, account }) => [dedupeKey, account])).toEqual([
      ['9341457021722202|Customer|63|update|2026-11-23T02:13:10.000Z', '9341457021722202'],
      ['9341457021722202|Vendor|56|merge|2026-11-23T02:13:11.000Z', '9341457021722202'],
      ['4620816365001234567|Payment|77|void|2026-11-23T02:13:12.000Z', '4620816365001234567'],
    ]);
  });

  it.each<[string, unknown]>([
    ['of an entity that is not kept', [event({ type: 'qbo.timeactivity.created.v1' })]],
    ['of an operation unheard of', [event({ type: 'qbo.invoice.frozen.v7' })]],
    ['of another product', [event({ type: 'payroll.employee.created.v1' })]],
    ['without an id', [event({ id: undefined })]],
    ['of nothing', []],
    ['of no entities', { eventNotifications: [{ realmId: '1', dataChangeEvent: { entities: [] } }] }],
  ])('%s is taken all the same', (_name, body) => {
    const events = parse(body);
    expect(events.filter(({ unreadable }) => unreadable)).toEqual([]);
    for (const { dedupeKey } of events) expect(dedupeKey).toMatch(/^.{1,255}$/);
    expect(() => effects(body)).not.toThrow();
  });

  const entity = { name: 'Customer', id: '1', operation: 'Update', lastUpdated: '2026-11-23T02:13:10Z' };
  const notification = (...entities: unknown[]) => ({ realmId: '1', dataChangeEvent: { entities } });

  it.each<[string, unknown]>([
    ['no object', null],
    ['a number', 7],
    ['a list', []],
    ['nothing', {}],
    ['no type', event({ type: undefined })],
    ['a type that is no text', event({ type: 7 })],
    ['an endless type', event({ type: 'y'.repeat(256) })],
    ['an id that is no text', event({ id: 7 })],
    ['an endless id', event({ id: 'x'.repeat(256) })],
    ['no company', event({ intuitaccountid: null })],
    ['a company that is a number', event({ intuitaccountid: 9341457021722202 })],
    ['no object named', event({ intuitentityid: undefined })],
    ['an object that is a number', event({ intuitentityid: 130 })],
  ])('holds %s among others: that one cannot be understood, the others are', (_name, bad) => {
    const events = parse([event({ id: 'a' }), bad, event({ id: 'b' })]);
    expect(events.map(({ eventId }) => eventId)).toEqual(['a', null, 'b']);
    const [, dead] = events;
    expect(dead).toMatchObject({ type: 'unreadable', account: null, unreadable: { code: 'malformed_event' } });
    expect(JSON.parse(dead!.body.toString('utf8'))).toEqual(JSON.parse(JSON.stringify([bad])));
    expect(() => effects(dead!.body.toString('utf8'))).toThrow(expect.objectContaining({ code: 'malformed_event' }));
  });

  it.each<[string, unknown]>([
    ['no object', null],
    ['no company', { ...notification(entity), realmId: undefined }],
    ['a company that is a number', { ...notification(entity), realmId: 1 }],
    ['no entities', { realmId: '1' }],
    ['an entity that is no object', notification(7)],
    ['an entity without a name', notification({ ...entity, name: undefined })],
    ['an entity without an id', notification({ ...entity, id: undefined })],
    ['an entity with an id that is a number', notification({ ...entity, id: 1 })],
    ['an entity with an endless time', notification({ ...entity, lastUpdated: 'x'.repeat(256) })],
  ])('holds %s among others, in the old form', (_name, bad) => {
    const good = notification({ ...entity, id: '2' });
    const events = parse({ eventNotifications: [good, bad] });
    expect(events.map(({ type }) => type)).toEqual(['Customer.Update', 'unreadable']);
    expect(events.map(({ account }) => account)).toEqual(['1', null]);
    expect(parse(events[1]!.body.toString('utf8'))).toEqual([events[1]]);
  });

  it('is stored once, however many entities it has', () => {
    const entities = Array.from({ length: 1_000 }, (_, n) => ({ ...entity, id: String(n) }));
    const note = 'x'.repeat(500_000);
    const bytesOf = (body: unknown) => parse(body).reduce((sum, event) => sum + event.body.length, 0);
    expect(bytesOf({ eventNotifications: [{ ...notification(...entities), note }] })).toBeLessThan(1_000_000);
    const endless = { ...notification(...entities), realmId: note };
    expect(bytesOf({ eventNotifications: [endless] })).toBeLessThan(1_000_000);
  });

  it('has a number of events at most', () => {
    const many = (n: number) => Array.from({ length: n }, (_, i) => event({ id: String(i), data: undefined }));
    const bodyOf = (events: object[]) => JSON.stringify(events);
    expect(parse(bodyOf(many(5_000)))).toHaveLength(5_000);
    expect(() => parse(bodyOf(many(5_001)))).toThrow(expect.objectContaining({ code: 'too_many_events' }));
  });

  it('is read or cannot be understood, whatever its fields hold', () => {
    const deliveries = [[event({ data: { deletedid: '1' } })], { eventNotifications: [notification(entity)] }];
    const bodies = [
      ...ODD_BODIES,
      ...deliveries.flatMap((body) => [...withOddFields(body)].map((odd) => JSON.stringify(odd))),
    ];
    expect(bodies.flatMap((body) => flawsIn(webhook, body))).toEqual([]);
  });

  it.each(['', 'x', '{}', '7', 'null', '"[]"', '{"eventNotifications":{}}', '{"id":"event-1"}'])(
    'that is %s is none',
    (body) => {
      expect(() => parse(body)).toThrow(expect.objectContaining({ code: 'malformed_event' }));
    },
  );
});

describe('an event', () => {
  it.each(['created', 'updated', 'deleted', 'emailed', 'void', 'voided', 'frozen'])('%s points to its object', (op) => {
    expect(effects([event({ type: `qbo.invoice.${op}.v1` })])).toEqual([pointer('invoices', '130')]);
  });

  it.each([
    ['customer', 'customers'],
    ['vendor', 'vendors'],
    ['item', 'products'],
    ['account', 'accounts'],
    ['class', 'classes'],
    ['salesreceipt', 'sales_receipts'],
    ['refundreceipt', 'refund_receipts'],
    ['creditmemo', 'credit_memos'],
    ['journalentry', 'journal_entries'],
    ['JournalEntry', 'journal_entries'],
    ['estimate', 'estimates'],
  ])('of a %s is one of %s', (entity, stream) => {
    expect(effects([event({ type: `qbo.${entity}.updated.v1` })])).toEqual([pointer(stream, '130')]);
  });

  it('of a merge points to both', () => {
    expect(effects(MERGED).slice(0, 2)).toEqual([pointer('customers', '123'), pointer('customers', '27')]);
    expect(effects(LEGACY)).toEqual([
      pointer('customers', '63'),
      pointer('vendors', '56'),
      pointer('vendors', '29'),
      pointer('payments', '77'),
    ]);
  });

  it('of a merge in the old form may spell the other one in two ways', () => {
    const entity = {
      name: 'Customer',
      id: '1',
      operation: 'Merge',
      lastUpdated: '2026-11-23T02:13:10Z',
      deletedID: '2',
    };
    const body = { eventNotifications: [{ realmId: '1', dataChangeEvent: { entities: [entity] } }] };
    expect(effects(body)).toEqual([pointer('customers', '1'), pointer('customers', '2')]);
  });

  it('points to nothing where it names nothing that is kept', () => {
    expect(effects([event({ type: 'qbo.timeactivity.created.v1' }), event({ type: 'x', intuitentityid: '' })])).toEqual(
      [],
    );
  });
});
