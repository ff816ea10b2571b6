import { createHmac } from 'node:crypto';
import { WebhooksHelper } from 'square';
import { isSignedBySquare } from './square.signature.js';

const URL = 'https://hub.example.com/api/v1/webhooks/square';
const KEY = 'sq-sig-key-of-this-spec';
const OTHER = 'sq-sig-key-of-another';
const BODY = JSON.stringify({
  merchant_id: 'M1',
  type: 'payment.updated',
  event_id: 'e1',
  data: {
    type: 'payment',
    id: 'p1',
    object: { payment: { id: 'p1', amount_money: { amount: 100, currency: 'USD' } } },
  },
});
const UNICODE = '{"given_name":"Zoë","family_name":"Müller 🦄"}';

const sign = (body: string, url = URL, key = KEY, encoding: 'base64' | 'hex' = 'base64') =>
  createHmac('sha256', key)
    .update(url + body)
    .digest(encoding);

function check(header: unknown, { body = BODY, url = URL, keys = [KEY] } = {}): boolean {
  return isSignedBySquare(Buffer.from(body), url, header, keys);
}

/** From the SDK's own tests; the first was delivered by Square. */
const KNOWN = [
  {
    url: 'https://webhook.site/679a4f3a-dcfa-49ee-bac5-9d0edad886b9',
    key: 'Ibxx_5AKakO-3qeNVR61Dw',
    body: '{"merchant_id":"MLEFBHHSJGVHD","type":"webhooks.test_notification","event_id":"ac3ac95b-f97d-458c-a6e6-18981597e05f","created_at":"2022-07-13T20:30:59.037339943Z","data":{"type":"webhooks","id":"bc368e64-01aa-407e-b46e-3231809b1129"}}',
    signature: 'GF4YkrJgGBDZ9NIYbNXBnMzqb2HoL4RW/S6vkZ9/2N4=',
  },
  {
    url: 'https://webhook.site/webhooks',
    key: 'signature-key',
    body: '{"data":{"type":"webhooks","id":"fake_id"}}',
    signature: 'W3FlCNk5IA3ZQ2LHTWoajvzfaDu/OwY2tNHIHC3IUOA=',
  },
  {
    url: 'https://webhook.site/webhooks',
    key: 'signature-key',
    body: '{"data":{"type":"webhooks","id":">id<"}}',
    signature: 'Cxt7+aTi4rKgcA0bC4g9EHdVtLSDWdqccmL5MvihU4U=',
  },
];

describe('a signature that holds', () => {
  it.each(KNOWN)('is that of $body', ({ url, key, body, signature }) => {
    expect(check(signature, { body, url, keys: [key] })).toBe(true);
    expect(check(signature, { body, url: `${url}/`, keys: [key] })).toBe(false);
  });

  it.each([
    ['over a body', BODY, URL],
    ['over letters beyond ASCII', UNICODE, URL],
    ['over a URL with a query', BODY, `${URL}?env=sandbox`],
    ['over nothing', '', URL],
    ['over much', 'é'.repeat(50_000), URL],
  ])('%s, and the SDK takes it too', async (_name, body, url) => {
    expect(check(sign(body, url), { body, url })).toBe(true);
    const sdk = { requestBody: body, signatureHeader: sign(body, url), signatureKey: KEY, notificationUrl: url };
    if (body !== '') expect(await WebhooksHelper.verifySignature(sdk)).toBe(true);
  });

  it('by any of our keys', () => {
    expect(check(sign(BODY), { keys: [OTHER, KEY] })).toBe(true);
    expect(check(sign(BODY), { keys: ['', KEY] })).toBe(true);
  });
});

describe('a signature that does not hold', () => {
  it.each<[string, unknown]>([
    ['of another key', sign(BODY, URL, OTHER)],
    ['over a URL with a slash more', sign(BODY, `${URL}/`)],
    ['over the URL as a proxy made it', sign(BODY, URL.replace('https', 'http'))],
    ['over the body alone', sign(BODY, '')],
    ['over the body serialised again', sign(JSON.stringify(JSON.parse(BODY), null, 1))],
    ['in hexadecimal', sign(BODY, URL, KEY, 'hex')],
    ['without its padding', sign(BODY).slice(0, -1)],
    ['in another alphabet', sign(BODY).replaceAll('+', '-').replaceAll('/', '_').padEnd(45, '=')],
    ['with a blank', ` ${sign(BODY)}`],
    ['twice', `${sign(BODY)},${sign(BODY)}`],
    ['doubled', [sign(BODY), sign(BODY)]],
    ['empty', ''],
    ['overlong', sign(BODY).repeat(1_000)],
    ['absent', undefined],
  ])('%s', (_name, header) => {
    expect(check(header)).toBe(false);
  });

  it('over other bytes', () => {
    expect(check(sign(BODY), { body: BODY.replace('USD', 'EUR') })).toBe(false);
  });

  it('without a key, or with an empty one', () => {
    expect(check(sign(BODY), { keys: [] })).toBe(false);
    expect(check(sign(BODY, URL, ''), { keys: [''] })).toBe(false);
  });
});

describe('ten thousand deliveries that were tampered with', () => {
  /** mulberry32: the same mutations each time. */
  const randomOf = (seed: number) => (below: number) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let value = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) % below;
  };

  it('pass not once, and throw nothing', () => {
    const random = randomOf(46);
    const passed: string[] = [];
    for (let n = 0; n < 10_000; n += 1) {
      const text = random(2) === 0 ? BODY : UNICODE;
      const valid = { body: Buffer.from(text), url: URL, header: sign(text) };
      const { body, url, header } = mutated(valid, random);
      const same = body.equals(valid.body) && url === valid.url && header === valid.header;
      if (!same && isSignedBySquare(body, url, header, [OTHER, KEY])) passed.push(`${n}: ${url} ${header}`);
    }
    expect(passed).toEqual([]);
  });

  interface Delivery {
    body: Buffer;
    url: string;
    header: string;
  }

  function mutated({ body, url, header }: Delivery, random: (below: number) => number): Delivery {
    const which = random(3);
    const part = Buffer.from(which === 0 ? body : which === 1 ? url : header);
    const at = random(part.length);
    const edits = [
      () => Buffer.concat([part.subarray(0, at), part.subarray(at + 1)]),
      () => Buffer.concat([part.subarray(0, at), Buffer.from([random(256)]), part.subarray(at)]),
      () => Buffer.concat([part.subarray(0, at), Buffer.from([part[at]! ^ (1 << random(8))]), part.subarray(at + 1)]),
      () => part.subarray(0, at),
      () => Buffer.concat([part, part.subarray(at)]),
    ];
    const edited = edits[random(edits.length)]!();
    if (which === 0) return { body: edited, url, header };
    return which === 1
      ? { body, url: edited.toString('latin1'), header }
      : { body, url, header: edited.toString('latin1') };
  }
});
