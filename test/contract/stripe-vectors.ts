import { createHmac } from 'node:crypto';

export const SECRETS = {
  current: 'whsec_contract_current_0123456789abcdef',
  old: 'whsec_contract_old_fedcba9876543210',
};

export interface StripeVector {
  name: string;
  body: Buffer;
  /** `undefined`: none is sent; a list: one header each. */
  signature: string | readonly string[] | undefined;
  valid: boolean;
}

/** What Stripe signs: the seconds, a full stop, and the bytes. */
export function v1(body: Buffer, seconds: number | string, secret = SECRETS.current): string {
  return createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');
}

export function signed(body: Buffer, seconds: number | string, secret = SECRETS.current): string {
  return `t=${seconds},v1=${v1(body, seconds, secret)}`;
}

const event = (name: string, type: string, object: Record<string, unknown>, account?: string) => ({
  id: `evt_contract_${name}`,
  object: 'event',
  ...(account && { account }),
  api_version: '2026-10-28.endive',
  created: 1_700_000_000,
  data: { object },
  livemode: false,
  pending_webhooks: 1,
  request: { id: null, idempotency_key: null },
  type,
});

const bytes = (value: unknown, indent?: number) => Buffer.from(JSON.stringify(value, null, indent));

/** A delivery from a connected account, with text of more than one byte a character. */
export const connectEvent = (name: string, account = 'acct_ContractNobody') =>
  bytes(
    event(name, 'customer.updated', { id: 'cus_contract', object: 'customer', name: 'Zoë “Ünïcode” 東京 🎟' }, account),
  );

const platformEvent = (name: string) =>
  event(name, 'payment_intent.succeeded', { id: 'pi_1', object: 'payment_intent' });

/** Deliveries as Stripe makes them, and as it never would. `seconds` is the time they claim to be made at. */
export function stripeVectors(now: number): StripeVector[] {
  return [...genuine(now), ...timed(now), ...forged(now), ...malformed(now)];
}

function genuine(now: number): StripeVector[] {
  const connect = connectEvent('connect');
  const pretty = bytes(platformEvent('pretty'), 2);
  const gone = bytes(
    event('gone', 'account.application.deauthorized', { id: 'ca_1', object: 'application' }, 'acct_Gone'),
  );
  const rotation = connectEvent('rotation');
  const old = connectEvent('old');
  const spaced = connectEvent('spaced');
  const thin = bytes({
    id: 'evt_contract_thin',
    object: 'v2.core.event',
    type: 'v1.customer.created',
    livemode: false,
    created: '2026-01-01T00:00:00.000Z',
    context: 'acct_ContractNobody',
    related_object: { id: 'cus_1', type: 'customer', url: '/v1/customers/cus_1' },
  });
  const both = `${signed(rotation, now, 'whsec_not_configured_yet')},v1=${v1(rotation, now, SECRETS.old)},v0=${'0'.repeat(64)}`;
  return [
    { name: 'a connected account, in Unicode', body: connect, signature: signed(connect, now - 4), valid: true },
    { name: 'the platform itself, pretty-printed', body: pretty, signature: signed(pretty, now - 4), valid: true },
    { name: 'a deauthorization', body: gone, signature: signed(gone, now - 1), valid: true },
    { name: 'two signatures during a roll', body: rotation, signature: both, valid: true },
    { name: 'the old secret alone', body: old, signature: signed(old, now, SECRETS.old), valid: true },
    { name: 'a thin event', body: thin, signature: signed(thin, now - 2), valid: true },
    { name: 'spaces around the items', body: spaced, signature: signed(spaced, now).replace(',', ' , '), valid: true },
  ];
}

function timed(now: number): StripeVector[] {
  const at = (name: string, seconds: number, valid: boolean): StripeVector => {
    const body = connectEvent(name.replaceAll(' ', '_'));
    return { name, body, signature: signed(body, seconds), valid };
  };
  return [
    at('exactly 300 seconds old', now - 300, true),
    at('301 seconds old', now - 301, false),
    at('290 seconds ahead', now + 290, true),
    at('ten minutes ahead', now + 600, false),
    at('of the year 1970', 1, false),
  ];
}

function forged(now: number): StripeVector[] {
  const body = connectEvent('forged');
  const pretty = bytes(platformEvent('reserialised'), 2);
  const good = signed(body, now);
  const refuse = (name: string, signature: StripeVector['signature'], sent = body): StripeVector => ({
    name,
    body: sent,
    signature,
    valid: false,
  });
  return [
    refuse('a tampered body', good, Buffer.from(body.toString().replace('cus_contract', 'cus_contracT'))),
    refuse('a longer body', good, Buffer.concat([body, Buffer.from('\n')])),
    refuse('an empty body', good, Buffer.alloc(0)),
    refuse('a body printed anew', signed(pretty, now), bytes(JSON.parse(pretty.toString()))),
    refuse('a wrong secret', signed(body, now, 'whsec_wrong')),
    refuse('both secrets at once', signed(body, now, `${SECRETS.current},${SECRETS.old}`)),
    refuse('an empty secret', signed(body, now, '')),
    refuse('another time than was signed', `t=${now},v1=${v1(body, now - 1)}`),
    refuse('the body alone signed', `t=${now},v1=${createHmac('sha256', SECRETS.current).update(body).digest('hex')}`),
    refuse('only version 0', good.replace('v1=', 'v0=')),
  ];
}

function malformed(now: number): StripeVector[] {
  const body = connectEvent('malformed');
  const good = signed(body, now);
  const signature = v1(body, now);
  const withTime = (time: string) => signed(body, time);
  const headers: Record<string, StripeVector['signature']> = {
    'no header': undefined,
    'an empty header': '',
    'a doubled header': [good, good],
    'a second, empty header': [good, ''],
    'a short signature': `t=${now},v1=abc`,
    'a cut signature': good.slice(0, -1),
    'a signature in upper case': `t=${now},v1=${signature.toUpperCase()}`,
    'a signature in base64': `t=${now},v1=${Buffer.from(signature, 'hex').toString('base64')}`,
    'no signature': `t=${now}`,
    'an empty signature': `t=${now},v1=`,
    'no time': `v1=${signature}`,
    'two times': `t=${now},t=${now},v1=${signature}`,
    'a time that is NaN': withTime('NaN'),
    'a time with a fraction': withTime(`${now}.5`),
    'a negative time': withTime(`-${now}`),
    'a time of twenty digits': withTime('99999999999999999999'),
    'a time in milliseconds': withTime(String(now * 1000)),
    'a time in hexadecimal': withTime(`0x${now.toString(16)}`),
    'a time with an exponent': withTime('2e9'),
    'an empty time': withTime(''),
    'other separators': good.replace(',', ';'),
    'a header of 5,000 characters': `${good},v0=${'0'.repeat(5_000)}`,
    'forty signatures': `t=${now},${`v1=${'0'.repeat(64)},`.repeat(40)}v1=${signature}`,
    'commas only': ',,,,',
    'equal signs only': '====',
  };
  return Object.entries(headers).map(([name, value]) => ({ name, body, signature: value, valid: false }));
}
