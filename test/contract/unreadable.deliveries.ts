import { createHmac } from 'node:crypto';

/** One product of a vendor, and how it signs what it sends. */
export interface Sender {
  provider: string;
  /** Settings of the service under which the platform's endpoint knows it. */
  variable: string;
  secret: string;
  contentType: string;
  /** @param url as the vendor was told it */
  sign(body: Buffer, secret: string, url: string): Record<string, string>;
  /** Bodies that cannot be understood, by name, with the code of the reason. */
  bodies: Record<string, readonly [code: string, body: Buffer]>;
}

const hmac = (algorithm: string, secret: string, ...parts: (string | Buffer)[]) =>
  parts.reduce((sum, part) => sum.update(part), createHmac(algorithm, secret));

/** `t=…,v1=…`, with the time of now. */
function timestamped(body: Buffer, secret: string): string {
  const seconds = Math.floor(Date.now() / 1000);
  return `t=${seconds},v1=${hmac('sha256', secret, `${seconds}.`, body).digest('hex')}`;
}

const MALFORMED = 'malformed_event';
const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const wide = (values: number) =>
  `[${Array(values - 1)
    .fill('1')
    .join(',')}]`;
const NOT_UTF8 = Buffer.from([0x80, 0xff]);

/** What no vendor would take for an event. */
const GARBAGE: Sender['bodies'] = {
  garbage: [MALFORMED, Buffer.from('<html>502 Bad Gateway</html>')],
  'trailing garbage': [MALFORMED, Buffer.from('{"id":"evt_1","type":"x"} and more')],
  'a byte order mark': [MALFORMED, Buffer.from('\ufeff{"id":"evt_1","type":"x"}')],
  null: [MALFORMED, Buffer.from('null')],
  'a number': [MALFORMED, Buffer.from('9'.repeat(1_000_000))],
  'a string': [MALFORMED, Buffer.from('"\\u0000\\ud800"')],
  'an empty object': [MALFORMED, Buffer.from('{}')],
  'a list of numbers': [MALFORMED, Buffer.from('[1,2,3]')],
  'too deep a list': ['too_deep', Buffer.from(deep(65))],
  'deep and never closed': ['too_deep', Buffer.from('{"a":'.repeat(200_000))],
  'too many values': ['too_many_values', Buffer.from(wide(50_001))],
  'invalid UTF-8': ['invalid_utf8', Buffer.concat([Buffer.from('{"id":"'), NOT_UTF8, Buffer.from('","type":"x"}')])],
};

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const events = (value: string) => Buffer.from(`mandrill_events=${encodeURIComponent(value)}`);

export const SENDERS: Record<string, Sender> = {
  stripe: {
    provider: 'stripe',
    variable: 'STRIPE_WEBHOOK_SECRET',
    secret: 'whsec_unreadable_0123456789abcdef',
    contentType: 'application/json',
    sign: (body, secret) => ({ 'stripe-signature': timestamped(body, secret) }),
    bodies: {
      ...GARBAGE,
      nothing: [MALFORMED, Buffer.alloc(0)],
      'an id that is a number': [MALFORMED, json({ id: 7, type: 'customer.updated' })],
      'an endless id': [MALFORMED, json({ id: 'x'.repeat(300), type: 'customer.updated' })],
      'an id that cannot be stored': [MALFORMED, Buffer.from('{"id":"evt_\\u0000","type":"customer.updated"}')],
      'no type': [MALFORMED, json({ id: 'evt_1' })],
      'an endless account': [MALFORMED, json({ id: 'evt_1', type: 'x', account: 'x'.repeat(300) })],
    },
  },
  square: {
    provider: 'square',
    variable: 'SQUARE_WEBHOOK_SIGNATURE_KEY',
    secret: 'square-unreadable-0123456789',
    contentType: 'application/json',
    sign: (body, secret, url) => ({
      'x-square-hmacsha256-signature': hmac('sha256', secret, url, body).digest('base64'),
    }),
    bodies: {
      ...GARBAGE,
      'a type that is a number': [MALFORMED, json({ event_id: 'e1', type: 7 })],
      'a merchant that is an object': [MALFORMED, json({ event_id: 'e1', type: 'x', merchant_id: {} })],
    },
  },
  quickbooks: {
    provider: 'quickbooks',
    variable: 'QUICKBOOKS_WEBHOOK_VERIFIER_TOKEN',
    secret: 'quickbooks-unreadable-0123456789',
    contentType: 'application/json',
    sign: (body, secret) => ({ 'intuit-signature': hmac('sha256', secret, body).digest('base64') }),
    bodies: {
      ...GARBAGE,
      'events of nothing': [MALFORMED, Buffer.from('[{},{},null]')],
      'notifications that are no list': [MALFORMED, json({ eventNotifications: {} })],
      'too many events': ['too_many_events', Buffer.from(`[${Array(5_001).fill('{}').join(',')}]`)],
    },
  },
  mailchimp: {
    provider: 'mailchimp',
    variable: 'MAILCHIMP_WEBHOOK_SECRET',
    secret: 'mailchimp-unreadable-0123456789',
    contentType: 'application/x-www-form-urlencoded',
    sign: (body, secret) => ({ 'x-mailchimp-signature': timestamped(body, secret) }),
    bodies: {
      garbage: [MALFORMED, Buffer.from('<html>502 Bad Gateway</html>')],
      json: [MALFORMED, json({ type: 'subscribe' })],
      'no type': [MALFORMED, Buffer.from('data%5Blist_id%5D=l1')],
      'a type that cannot be stored': [MALFORMED, Buffer.from('type=a%00')],
      'an endless audience': [MALFORMED, Buffer.from(`type=cleaned&data%5Blist_id%5D=${'x'.repeat(300)}`)],
      'too many fields': ['too_many_values', Buffer.from(`type=cleaned&${'a&'.repeat(50_000)}`)],
      'invalid UTF-8': ['invalid_utf8', Buffer.concat([Buffer.from('type=subscribe&data='), NOT_UTF8])],
    },
  },
  mandrill: {
    provider: 'mailchimp',
    variable: 'MANDRILL_WEBHOOK_KEY',
    secret: 'mandrill-unreadable-0123456789',
    contentType: 'application/x-www-form-urlencoded',
    sign: (body, secret, url) => {
      const [name, value] = [...new URLSearchParams(body.toString('utf8'))][0] as [string, string];
      return { 'x-mandrill-signature': hmac('sha1', secret, url + name + value).digest('base64') };
    },
    bodies: {
      garbage: [MALFORMED, events('<html>')],
      'no list': [MALFORMED, events('{"event":"open"}')],
      'events of nothing': [MALFORMED, events('[{},{},7]')],
      'no events': [MALFORMED, Buffer.from('a=b')],
      'too deep a list': ['too_deep', events(deep(65))],
      'too many values': ['too_many_values', events(wide(50_001))],
      'too many events': ['too_many_events', events(`[${Array(5_001).fill('{}').join(',')}]`)],
      'invalid UTF-8': ['invalid_utf8', Buffer.concat([Buffer.from('mandrill_events='), NOT_UTF8])],
    },
  },
};
