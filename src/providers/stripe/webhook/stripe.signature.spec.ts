import { createHmac } from 'node:crypto';
import Stripe from 'stripe';
import { isSignedInTime } from '../../kit/timestamped.signature.js';

const NOW = 1_800_000_000;
const SECRET = 'whsec_first';
const OTHER = 'whsec_second';
const PRETTY = JSON.stringify({ id: 'evt_1', object: 'event', name: 'Zoë 🦄' }, null, 2);

function hex(body: string, secret = SECRET, time: string | number = NOW): string {
  return createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
}

function check(header: unknown, { body = PRETTY, secrets = [SECRET], now = NOW * 1000 } = {}): boolean {
  return isSignedInTime(Buffer.from(body), header, secrets, now, 300);
}

const signed = (time: string | number) => `t=${time},v1=${hex(PRETTY, SECRET, time)}`;

describe('a signature that holds', () => {
  it.each([
    ['of now', signed(NOW)],
    ['300 s old', signed(NOW - 300)],
    ['300 s ahead', signed(NOW + 300)],
    ['among others', `t=${NOW},v1=${hex(PRETTY, OTHER)},v1=${hex(PRETTY)}`],
    ['beside an old scheme', `t=${NOW},v0=${hex('x')},v1=${hex(PRETTY)}`],
    ['with the time last', `v1=${hex(PRETTY)},t=${NOW}`],
    ['with blanks', `t=${NOW}, v1=${hex(PRETTY)}`],
    ['beside a malformed one', `t=${NOW},v1=zz,v1=${hex(PRETTY)}`],
  ])('%s', (_name, header) => {
    expect(check(header)).toBe(true);
  });

  it('by any of our secrets', () => {
    expect(check(signed(NOW), { secrets: [OTHER, SECRET] })).toBe(true);
  });

  it('over any bytes', () => {
    for (const body of ['', '{}', '\ufeff{}', 'é'.repeat(10_000)]) {
      expect(check(`t=${NOW},v1=${hex(body)}`, { body })).toBe(true);
    }
  });

  it('is the one that the SDK makes', () => {
    const header = Stripe.webhooks.generateTestHeaderString({ payload: PRETTY, secret: SECRET, timestamp: NOW });
    expect(check(header)).toBe(true);
  });

  it('is one that the SDK takes', () => {
    const receivedAt = NOW * 1000;
    const event = Stripe.webhooks.constructEvent(PRETTY, signed(NOW), SECRET, 300, undefined, receivedAt);
    expect(event.id).toBe('evt_1');
  });
});

describe('a signature that does not hold', () => {
  it.each<[string, unknown]>([
    ['301 s old', signed(NOW - 301)],
    ['301 s ahead', signed(NOW + 301)],
    ['of another secret', `t=${NOW},v1=${hex(PRETTY, OTHER)}`],
    ['over the body serialised again', `t=${NOW},v1=${hex(JSON.stringify(JSON.parse(PRETTY)))}`],
    ['of another time', `t=${NOW},v1=${hex(PRETTY, SECRET, NOW - 1)}`],
    ['of an old scheme only', `t=${NOW},v0=${hex(PRETTY)}`],
    ['too short', `t=${NOW},v1=${hex(PRETTY).slice(0, 63)}`],
    ['too long', `t=${NOW},v1=${hex(PRETTY)}0`],
    ['in capitals', `t=${NOW},v1=${hex(PRETTY).toUpperCase()}`],
    ['without a time', `v1=${hex(PRETTY)}`],
    ['without a signature', `t=${NOW}`],
    ['with two times', `t=${NOW},t=${NOW},v1=${hex(PRETTY)}`],
    ['with an empty signature', `t=${NOW},v1=`],
    ['without values', 't,v1'],
    ['empty', ''],
    ['absent', undefined],
    ['doubled', [signed(NOW), signed(NOW)]],
    ['beyond 16', `t=${NOW},${`v1=${hex('x')},`.repeat(16)}v1=${hex(PRETTY)}`],
    ['beyond 4 KB', `${signed(NOW)},x=${'y'.repeat(4_096)}`],
    ...['NaN', `${NOW}.0`, `-${NOW}`, '', '1e9', '0x6b49d200', 'Infinity', `+${NOW}`].map((time): [string, unknown] => [
      `at "${time}"`,
      signed(time),
    ]),
  ])('%s', (_name, header) => {
    expect(check(header)).toBe(false);
  });

  it('over other bytes', () => {
    expect(check(signed(NOW), { body: PRETTY.replace('evt_1', 'evt_2') })).toBe(false);
  });

  it('without a secret, or with an empty one', () => {
    expect(check(signed(NOW), { secrets: [] })).toBe(false);
    expect(check(`t=${NOW},v1=${hex(PRETTY, '')}`, { secrets: [''] })).toBe(false);
  });
});
