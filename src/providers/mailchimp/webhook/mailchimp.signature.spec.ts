import { createHmac } from 'node:crypto';
import { limitsSchema } from '../../../config/limits.config.js';
import type { WebhookDelivery } from '../../webhook.port.js';
import { readForm } from './mailchimp.form.js';
import { MailchimpWebhook } from './mailchimp.webhook.js';
import {
  MANDRILL_KEY,
  MANDRILL_REFUSED,
  MANDRILL_SIGNED,
  MANDRILL_URL,
  NOW,
  REFUSED,
  SECRET,
  SIGNED,
  SUBSCRIBE,
} from '../testing/webhook.vectors.js';

const webhook = new MailchimpWebhook(limitsSchema.parse({}));
const hex = (body: string, secret = SECRET, time: string | number = NOW) =>
  createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
const signed = (time: string | number, body = SUBSCRIBE) => `t=${time},v1=${hex(body, SECRET, time)}`;

interface Given {
  header?: string | string[];
  mandrill?: string | string[];
  own?: boolean;
  secrets?: string[];
  now?: number;
}

function delivery(body: string | Buffer, { header, mandrill, own = false }: Given): WebhookDelivery {
  return {
    headers: {
      ...(header !== undefined && { 'x-mailchimp-signature': header }),
      ...(mandrill !== undefined && { 'x-mandrill-signature': mandrill }),
    },
    body: Buffer.from(body),
    notificationUrl: MANDRILL_URL,
    own,
  };
}

const verify = (body: string | Buffer, given: Given) =>
  webhook.verify(
    delivery(body, given),
    given.secrets ?? [given.mandrill === undefined ? SECRET : MANDRILL_KEY],
    given.now ?? NOW * 1000,
  );

describe('a delivery that Mailchimp signed', () => {
  it.each(Object.entries(SIGNED))('holds: %s', (_name, { body, header }) => {
    expect(verify(body, { header })).toBe(true);
  });

  it.each([
    ['300 s old', signed(NOW - 300)],
    ['300 s ahead', signed(NOW + 300)],
    ['with blanks', `t=${NOW}, v1=${hex(SUBSCRIBE)}`],
    ['with the time last', `v1=${hex(SUBSCRIBE)},t=${NOW}`],
    ['beside a malformed one', `t=${NOW},v1=zz,v1=${hex(SUBSCRIBE)}`],
    ['beside another scheme', `t=${NOW},v2=${hex('x')},v1=${hex(SUBSCRIBE)}`],
  ])('holds %s', (_name, header) => {
    expect(verify(SUBSCRIBE, { header })).toBe(true);
  });

  it('holds by any of our secrets, and over any bytes', () => {
    expect(verify(SUBSCRIBE, { header: signed(NOW), secrets: ['other', SECRET] })).toBe(true);
    for (const body of ['', 'é'.repeat(1_000), '%zz=%']) {
      expect(verify(body, { header: signed(NOW, body) })).toBe(true);
    }
  });

  it.each(Object.entries(REFUSED))('does not hold %s', (_name, { body, header }) => {
    expect(verify(body, { header })).toBe(false);
  });

  it.each<[string, string | string[]]>([
    ['301 s old', signed(NOW - 301)],
    ['301 s ahead', signed(NOW + 301)],
    ['of another secret', `t=${NOW},v1=${hex(SUBSCRIBE, 'other')}`],
    ['of another time', `t=${NOW},v1=${hex(SUBSCRIBE, SECRET, NOW - 1)}`],
    ['too short', `t=${NOW},v1=${hex(SUBSCRIBE).slice(0, 63)}`],
    ['too long', `t=${NOW},v1=${hex(SUBSCRIBE)}0`],
    ['in capitals', `t=${NOW},v1=${hex(SUBSCRIBE).toUpperCase()}`],
    ['without a time', `v1=${hex(SUBSCRIBE)}`],
    ['without a signature', `t=${NOW}`],
    ['with two times', `t=${NOW},t=${NOW},v1=${hex(SUBSCRIBE)}`],
    ['empty', ''],
    ['doubled', [signed(NOW), signed(NOW)]],
    ['beyond 16', `t=${NOW},${`v1=${hex('x')},`.repeat(16)}v1=${hex(SUBSCRIBE)}`],
    ['beyond 4 KB', `${signed(NOW)},x=${'y'.repeat(4_096)}`],
    ...['NaN', `${NOW}.0`, `-${NOW}`, '', '1e9', `+${NOW}`].map((time): [string, string] => [
      `at "${time}"`,
      signed(time),
    ]),
  ])('does not hold %s', (_name, header) => {
    expect(verify(SUBSCRIBE, { header })).toBe(false);
    expect(verify(SUBSCRIBE, { header, own: true })).toBe(false);
  });

  it('does not hold without a secret, with an empty one, or beside a signature of Mandrill', () => {
    expect(verify(SUBSCRIBE, { header: signed(NOW), secrets: [], own: true })).toBe(false);
    expect(verify(SUBSCRIBE, { header: `t=${NOW},v1=${hex(SUBSCRIBE, '')}`, secrets: [''] })).toBe(false);
    const { body, header: mandrill } = MANDRILL_SIGNED['a bounce']!;
    const secrets = [SECRET, MANDRILL_KEY];
    expect(verify(body, { header: signed(NOW, body), mandrill, secrets })).toBe(false);
    expect(verify(body, { header: '', mandrill, secrets })).toBe(false);
  });
});

describe('a delivery that Mandrill signed', () => {
  const [bounce] = Object.values(MANDRILL_SIGNED);

  it.each(Object.entries(MANDRILL_SIGNED))('holds: %s', (_name, { body, header: mandrill }) => {
    expect(verify(body, { mandrill })).toBe(true);
    expect(verify(body, { mandrill, secrets: ['other', MANDRILL_KEY] })).toBe(true);
  });

  it.each(Object.entries(MANDRILL_REFUSED))('does not hold %s', (_name, { body, header: mandrill }) => {
    expect(verify(body, { mandrill })).toBe(false);
  });

  it('does not hold for another URL, key or form of the header', () => {
    const { body, header: mandrill } = bounce!;
    const other = { ...delivery(body, { mandrill }), notificationUrl: `${MANDRILL_URL}&d=1` };
    expect(webhook.verify(other, [MANDRILL_KEY], NOW * 1000)).toBe(false);
    expect(verify(body, { mandrill, secrets: ['other'] })).toBe(false);
    expect(verify(body, { mandrill, secrets: [], own: true })).toBe(false);
    expect(verify(body, { mandrill: [mandrill, mandrill] })).toBe(false);
    expect(verify(body, { mandrill: `${mandrill}\n` })).toBe(false);
    expect(verify(body, { mandrill: '' })).toBe(false);
  });

  it('does not hold when a parameter comes twice, or there are too many', () => {
    const key = MANDRILL_KEY;
    const sign = (text: string) => createHmac('sha1', key).update(`${MANDRILL_URL}${text}`).digest('base64');
    expect(verify('a=1&a=1', { mandrill: sign('a1a1') })).toBe(false);
    expect(verify('a=1&a=1', { mandrill: sign('a1') })).toBe(false);
    expect(verify('&'.repeat(100_000), { mandrill: sign('') })).toBe(false);
    expect(verify('a=%zz&b=%E2%82', { mandrill: sign('a%zzb%E2%82') })).toBe(true);
  });
});

describe('an unsigned delivery', () => {
  it.each<[boolean, string[], boolean]>([
    [true, [], true],
    [true, [SECRET], false],
    [true, [''], false],
    [false, [], false],
    [false, [SECRET], false],
  ])('by the path of a tenant: %s, with secrets %j: %s', (own, secrets, isLetIn) => {
    expect(verify(SUBSCRIBE, { own, secrets })).toBe(isLetIn);
  });
});

describe('10,000 mutations of valid deliveries', () => {
  let seed = 20261124;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const mutate = (bytes: Buffer): Buffer => {
    const at = random(bytes.length + 1);
    const noise = Buffer.from([random(256)]);
    switch (random(4)) {
      case 0:
        return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
      case 1:
        return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
      case 2:
        return bytes.subarray(0, at);
      default:
        return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at + 1)]);
    }
  };

  it('of Mailchimp: none holds, none throws', () => {
    const valid = Object.values(SIGNED);
    for (let round = 0; round < 5_000; round += 1) {
      const { body, header } = valid[random(valid.length)]!;
      const inBody = random(2) === 0;
      const bytes = inBody ? mutate(Buffer.from(body)) : Buffer.from(body);
      const changed = inBody ? header : mutate(Buffer.from(header)).toString('latin1');
      if (inBody ? bytes.equals(Buffer.from(body)) : isSameHeader(changed, header)) continue;
      expect([changed, verify(bytes, { header: changed })]).toEqual([changed, false]);
    }
  });

  it('of Mandrill: none holds that says anything else, none throws', () => {
    const valid = Object.values(MANDRILL_SIGNED);
    const fields = (bytes: Buffer) => readForm(bytes, 100)!.fields;
    // The scheme sets no mark between a name and its value, so moving the line between the two goes unseen.
    const said = (bytes: Buffer) => [...fields(bytes)].sort().flat().join('');
    const events = (bytes: Buffer) => fields(bytes).get('mandrill_events');
    for (let round = 0; round < 5_000; round += 1) {
      const { body, header } = valid[random(valid.length)]!;
      const inBody = random(2) === 0;
      const bytes = inBody ? mutate(Buffer.from(body)) : Buffer.from(body);
      const mandrill = inBody ? header : mutate(Buffer.from(header)).toString('latin1');
      const isSame = said(bytes) === said(Buffer.from(body)) && mandrill === header;
      if (verify(bytes, { mandrill }) !== isSame) throw new Error(`${mandrill} ${bytes.toString('latin1')}`);
      if (isSame) expect([events(Buffer.from(body)), undefined]).toContain(events(bytes));
    }
  });

  /** What a header says, blanks and the spelling of other schemes aside. */
  function isSameHeader(a: string, b: string): boolean {
    const parts = (header: string) => header.split(',').map((part) => part.split('=', 2).map((text) => text.trim()));
    const time = (header: string) => parts(header).filter(([name]) => name === 't');
    const signatures = (header: string) => parts(header).filter(([name]) => name === 'v1');
    const kept = signatures(b).some((valid) => signatures(a).some((found) => found[1] === valid[1]));
    return JSON.stringify(time(a)) === JSON.stringify(time(b)) && kept;
  }
});
