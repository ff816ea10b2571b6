import { createHash } from 'node:crypto';
import { limitsSchema } from '../../../config/limits.config.js';
import { flawsIn, ODD_BODIES, ODD_VALUES, withOddFields } from '../../testing/odd.deliveries.js';
import type { WebhookDelivery } from '../../webhook.port.js';
import { MailchimpWebhook } from './mailchimp.webhook.js';
import { MailchimpStub } from '../testing/mailchimp.stub.js';
import {
  CLEANED,
  MANDRILL_KEY,
  MANDRILL_SIGNED,
  PROFILE,
  SECRET,
  SUBSCRIBE,
  UNSUBSCRIBE,
  UPEMAIL,
} from '../testing/webhook.vectors.js';

const webhook = new MailchimpWebhook(limitsSchema.parse({}));
const digest = (body: string) => createHash('sha256').update(body).digest('hex').slice(0, 12);
const md5 = (email: string) => createHash('md5').update(email).digest('hex');
const delivery = (body: string, headers: WebhookDelivery['headers'] = {}): WebhookDelivery => {
  return { headers, body: Buffer.from(body), notificationUrl: 'https://hub.example/webhooks/mailchimp', own: true };
};
const parse = (body: string) => webhook.parse(delivery(body));
const CAMPAIGN =
  'type=campaign&fired_at=2026-11-23+02%3A13%3A15&data[id]=5aa2102003&data[subject]=Test&data[status]=sent&data[list_id]=a6b5da1054';

describe('an event of an audience', () => {
  it.each([
    [SUBSCRIBE, 'subscribe|a6b5da1054|8a25ff1d98|2026-11-23 02:13:10'],
    [UNSUBSCRIBE, 'unsubscribe|a6b5da1054|8a25ff1d98|2026-11-23 02:13:11'],
    [UPEMAIL, 'upemail|a6b5da1054|new@example.com|2026-11-23 02:13:12'],
    [CLEANED, 'cleaned|a6b5da1054|bounce@example.com|2026-11-23 02:13:13'],
    [PROFILE, 'profile|a6b5da1054|8a25ff1d98|2026-11-23 02:13:14'],
    [CAMPAIGN, 'campaign|a6b5da1054|5aa2102003|2026-11-23 02:13:15'],
  ])('is routed by its audience, and keeps its bytes', (body, name) => {
    const type = name.slice(0, name.indexOf('|'));
    const dedupeKey = `${name}|${digest(body)}`;
    expect(parse(body)).toEqual([
      { dedupeKey, eventId: null, type, account: 'a6b5da1054', livemode: null, body: Buffer.from(body) },
    ]);
  });

  it('is none when nothing was sent', () => {
    expect(parse('')).toEqual([]);
  });

  it.each([
    ...['data[id]=1', '%', '{"type":"subscribe"}', '&'.repeat(3_000), 'type=', 'type=%00', `type=${'x'.repeat(256)}`],
    `type=cleaned&data[list_id]=${'x'.repeat(256)}`,
  ])('must have a type, and names that can be kept: %.40s', (body) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ code: 'malformed_event' }) as Error);
  });

  it('has a number of fields at most', () => {
    const fields = (n: number) => ['type=cleaned', ...Array.from({ length: n - 1 }, (_, i) => `f${i}=`)].join('&');
    expect(parse(fields(50_000))).toHaveLength(1);
    const refusal = expect.objectContaining({ code: 'too_many_values' }) as Error;
    expect(() => parse(fields(50_001))).toThrow(refusal);
    expect(() => webhook.effects(fields(50_001))).toThrow(refusal);
  });

  it('is read or cannot be understood, whatever its fields hold', () => {
    const odd = ODD_VALUES.map((value) => encodeURIComponent(JSON.stringify(value).replaceAll('"', '')));
    const names = ['type', 'fired_at', 'data[id]', 'data[list_id]', 'data[email]', 'data[merges][EMAIL]'];
    const forms = [SUBSCRIBE, UNSUBSCRIBE, UPEMAIL, CLEANED, CAMPAIGN].flatMap((form) =>
      names.flatMap((name) => odd.map((value) => `${encodeURIComponent(name)}=${value}&${form}`)),
    );
    expect([...ODD_BODIES, ...forms].flatMap((body) => flawsIn(webhook, body))).toEqual([]);
  });

  it('may be of an unknown kind, or name no audience', () => {
    expect(parse('type=new&fired_at=x')).toMatchObject([{ type: 'new', account: null }]);
  });

  it('is another one when it tells something else of the same second', () => {
    const [first, second] = ['Ann', 'Bob'].map((name) => parse(`${PROFILE}&data[merges][FNAME]=${name}`)[0]!.dedupeKey);
    expect(first).not.toBe(second);
  });

  it('has a key that can be stored, however long its parts are', () => {
    const [event] = parse(`type=cleaned&data[email]=${'x'.repeat(500)}`);
    expect(event!.dedupeKey).toMatch(/^[0-9a-f]{64}$/);
  });

  it('cannot reach a prototype by its names, nor be told by a later one', () => {
    const body = '__proto__[type]=x&constructor=y&type=cleaned&type=subscribe&data[list_id]=l1&data[email]=%E0%A4%A';
    expect(parse(body)).toMatchObject([
      { type: 'cleaned', account: 'l1', dedupeKey: `cleaned|l1|%E0%A4%A||${digest(body)}` },
    ]);
    expect(({} as Record<string, unknown>).type).toBeUndefined();
  });
});

describe('what an event of an audience asks for', () => {
  const contact = (email: string) => {
    return { kind: 'pointer', type: 'contacts', externalId: `a6b5da1054:${md5(email)}` };
  };

  const phone = (contactId: string) => {
    return { kind: 'pointer', type: 'contacts', externalId: `a6b5da1054:${contactId}` };
  };

  it.each<[string, string, object[]]>([
    ['subscribe', SUBSCRIBE, [contact('zoë+vip@example.com')]],
    ['profile', PROFILE, [contact('zoë+vip@example.com')]],
    ['cleaned', CLEANED, [contact('bounce@example.com')]],
    ['upemail', UPEMAIL, [contact('old@example.com'), contact('new@example.com')]],
    [
      'unsubscribe',
      UNSUBSCRIBE,
      [
        contact('api+unsub@mailchimp.com'),
        { kind: 'pointer', type: 'unsubscribes', externalId: `cb398d21d2:${md5('api+unsub@mailchimp.com')}` },
      ],
    ],
    [
      'a deletion',
      'type=unsubscribe&data[action]=delete&data[list_id]=a6b5da1054&data[email]=Gone%40Example.com',
      [contact('gone@example.com')],
    ],
    [
      'campaign',
      CAMPAIGN,
      [
        { kind: 'pointer', type: 'campaigns', externalId: '5aa2102003' },
        { kind: 'pointer', type: 'campaign_reports', externalId: '5aa2102003' },
      ],
    ],
    [
      'an address only among the fields',
      'type=profile&data[list_id]=a6b5da1054&data[merges][EMAIL]=a%40b',
      [contact('a@b')],
    ],
    [
      'another letter case only',
      'type=upemail&data[list_id]=a6b5da1054&data[old_email]=A%40b&data[new_email]=a%40b',
      [contact('a@b')],
    ],
    ...['sms_subscribe', 'sms_unsubscribe', 'upsms'].map((type): [string, string, object[]] => [
      `${type}, of a phone number only`,
      `type=${type}&data[list_id]=a6b5da1054&data[contact_id]=k2&data[id]=x&data[email]=&data[sms_phone_number]=%2B1`,
      [phone('k2')],
    ]),
    [
      'an SMS event of somebody with an address',
      'type=sms_unsubscribe&data[audience_id]=a6b5da1054&data[contact_id]=k2&data[email]=a%40b',
      [contact('a@b'), phone('k2')],
    ],
    ['an SMS event with an id', 'type=upsms&data[list_id]=a6b5da1054&data[id]=k2', [phone('k2')]],
    ['an SMS event that names no contact', 'type=upsms&data[list_id]=a6b5da1054&data[new_phone]=%2B1', []],
    ['an SMS campaign', 'type=sms_campaign&data[list_id]=a6b5da1054&data[id]=s1', []],
    [
      'a profile without an address',
      'type=profile&data[list_id]=a6b5da1054&data[id]=8a25ff1d98&data[contact_id]=k2&data[email]=',
      [phone('k2')],
    ],
    ['no audience', 'type=profile&data[email]=a%40b', []],
    ['no address', 'type=profile&data[list_id]=l', []],
    ['no campaign', 'type=campaign&data[list_id]=l', []],
    ['something new', 'type=new&data[list_id]=l&data[email]=a', []],
  ])('%s', (_name, body, effects) => {
    expect(webhook.effects(body)).toEqual(effects);
  });

  it('calls a contact what Mailchimp calls it', () => {
    const [effect] = webhook.effects('type=profile&data[list_id]=l&data[email]=Urist.McVankab%40freddiesjokes.com');
    expect(effect).toMatchObject({ externalId: 'l:62eeb292278cc15f5817cb78f7790b08' });
  });
});

describe('events of Mandrill', () => {
  const events = (list: unknown) => `mandrill_events=${encodeURIComponent(JSON.stringify(list))}`;

  it('are separate events without an account, and have no effects', () => {
    const list = [
      { event: 'open', ts: 5, _id: 'a', msg: { email: 'zoë@example.com' } },
      { event: 'open', ts: 6, _id: 'a' },
      { type: 'blacklist', action: 'add', ts: 7 },
    ];
    const parsed = parse(events(list));
    expect(parsed.map(({ dedupeKey }) => dedupeKey)).toEqual([
      'open|a|5',
      'open|a|6',
      expect.stringMatching(/^\w{64}$/),
    ]);
    expect(parsed.map(({ type, account }) => [type, account])).toEqual([
      ['open', null],
      ['open', null],
      ['blacklist', null],
    ]);
    expect(parsed.map(({ body }) => JSON.parse(body.toString('utf8')) as object)).toEqual(list);
    expect(parsed.flatMap(({ body }) => webhook.effects(body.toString('utf8')))).toEqual([]);
  });

  it('are parsed from what is signed', () => {
    expect(parse(MANDRILL_SIGNED['a bounce']!.body)).toMatchObject([
      { type: 'hard_bounce', dedupeKey: 'hard_bounce|exampleaaaaaaaaaaaaaaaaaaaaaaaaa|1795399990' },
    ]);
    expect(parse(events([]))).toEqual([]);
  });

  it.each<[string, string]>([
    ...['{', '{}', '"x"', ''].map((text): [string, string] => ['malformed_event', text]),
    ['too_deep', '['.repeat(65) + ']'.repeat(65)],
    ['too_many_values', `[${'1,'.repeat(50_000)}1]`],
    ['too_many_events', `[${'{},'.repeat(5_000)}{}]`],
  ])('must be a list of some length: %s, %.20s', (code, text) => {
    expect(() => parse(`mandrill_events=${encodeURIComponent(text)}`)).toThrow(
      expect.objectContaining({ code }) as Error,
    );
  });

  it.each<[string, unknown]>([
    ['no object', null],
    ['a number', 1],
    ['a list', []],
    ['nothing', {}],
    ['a name that is no text', { event: 7, _id: 'a' }],
    ['an endless name', { event: 'x'.repeat(256), _id: 'a' }],
  ])('that are %s cannot be understood; those around them are', (_name, bad) => {
    const good = { event: 'open', ts: 5, _id: 'a' };
    const parsed = parse(events([good, bad, { ...good, ts: 6 }]));
    expect(parsed.map(({ type }) => type)).toEqual(['open', 'unreadable', 'open']);
    const [, dead] = parsed;
    expect(dead).toMatchObject({ eventId: null, account: null, unreadable: { code: 'malformed_event' } });
    expect(parse(dead!.body.toString('utf8'))).toEqual([dead]);
  });

  it('are read or cannot be understood, whatever their fields hold', () => {
    const list = [
      { event: 'open', ts: 5, _id: 'a', msg: { email: 'a@b' } },
      { type: 'blacklist', action: 'add' },
    ];
    const bodies = [...withOddFields(list)].map(events);
    expect(bodies.flatMap((body) => flawsIn(webhook, body))).toEqual([]);
  });
});

describe("the platform's webhook", () => {
  const stub = new MailchimpStub();
  beforeAll(() => stub.start());
  afterAll(() => stub.stop());

  it('has different secrets for each product', () => {
    const platform = stub.provider({ MAILCHIMP_WEBHOOK_SECRET: SECRET, MANDRILL_WEBHOOK_KEY: MANDRILL_KEY });
    const secrets = (headers: WebhookDelivery['headers']) => platform.platformWebhook()!.secrets(delivery('', headers));
    expect(secrets({})).toEqual([SECRET]);
    expect(secrets({ 'x-mailchimp-signature': 'x' })).toEqual([SECRET]);
    expect(secrets({ 'x-mandrill-signature': 'x' })).toEqual([MANDRILL_KEY]);
    expect(secrets({ 'x-mandrill-signature': ['x', 'y'] })).toEqual([MANDRILL_KEY]);
  });

  it('is there when one of the products is', () => {
    expect(stub.provider().platformWebhook()).toBeNull();
    expect(stub.provider({ MANDRILL_WEBHOOK_KEY: MANDRILL_KEY }).platformWebhook()).not.toBeNull();
  });
});
