import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ProviderPort } from '../../providers/provider.port.js';
import { Stripping } from '../../providers/stripping/stripping.js';
import { UnreadableError } from '../../providers/kit/unreadable.error.js';
import { unreadableEvent } from '../../providers/kit/unreadable.event.js';
import type { InboundEvent } from '../../providers/webhook.port.js';
import { DeliveryParser } from './delivery.parser.js';

const stripped = new Stripping({ members: { pin: 'remove' } });
const BODY = Buffer.from('{"what":"ever"}');
const malformed = () => new UnreadableError('malformed_event', 'It has no id');
const good = (dedupeKey: string, body = BODY): InboundEvent => {
  return { dedupeKey, eventId: dedupeKey, type: 'x', account: 'a', livemode: null, body };
};
const bad = (text: string) => unreadableEvent(Buffer.from(text), malformed());

describe('DeliveryParser', () => {
  let logged: string[];

  beforeEach(() => {
    logged = [];
    jest.spyOn(Logger.prototype, 'error').mockImplementation((message: unknown) => void logged.push(String(message)));
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const parse = (read: () => InboundEvent[], body = BODY) => {
    const webhook = { parse: read };
    const describe = () => ({ name: 'box-office' });
    const provider = { webhook, stripped, describe } as unknown as ProviderPort;
    return new DeliveryParser().parse(provider, { headers: {}, body, notificationUrl: '', own: false });
  };
  const throwing = (error: unknown) => () => {
    throw error;
  };
  const whole = (code: string, body = BODY) => [
    {
      dedupeKey: `unreadable:${createHash('sha256').update(body).digest('hex')}`,
      eventId: null,
      type: 'unreadable',
      account: null,
      livemode: null,
      body,
      unreadable: expect.objectContaining({ code }) as unknown,
    },
  ];

  it('takes out what must not be stored, under the name that the delivery had', () => {
    const body = Buffer.from('{"pin":"CANARY","a":1}');
    expect(parse(() => [good('evt_1', body)], body)).toEqual([good('evt_1', Buffer.from('{"a":1}'))]);
    const [broken] = parse(throwing(malformed()), Buffer.from('{"pin":"CANARY'));
    expect(broken).toMatchObject({ dedupeKey: bad('{"pin":"CANARY').dedupeKey, body: Buffer.from('{"pin***') });
    const [inBytes] = parse(() => [good('evt_1')], Buffer.from('{"pin":"CANARY\xff', 'latin1'));
    expect(inBytes).toMatchObject({ unreadable: { code: 'invalid_utf8' }, body: Buffer.from('{"pin***') });
  });

  it('passes on what its provider reads', () => {
    const events = [good('1'), good('2')];
    expect(parse(() => events)).toEqual(events);
    expect(parse(() => [])).toEqual([]);
  });

  it('keeps what its provider cannot read, with the reason, named by its bytes', () => {
    expect(parse(throwing(malformed()))).toEqual(whole('malformed_event'));
    expect(logged).toEqual([]);
  });

  it('does not give a provider what is not UTF-8', () => {
    const body = Buffer.from([0x7b, 0xff, 0x7d]);
    expect(parse(() => [good('1')], body)).toEqual(whole('invalid_utf8', body));
  });

  it('keeps what a defect of ours cannot read, and logs the defect', () => {
    expect(parse(throwing(new TypeError('x is not a function')))).toEqual(whole('internal_error'));
    expect(logged).toEqual([expect.stringMatching(/box-office.*TypeError: x is not a function/)]);
    expect(parse(throwing('text'))).toEqual(whole('internal_error'));
  });

  it('keeps a bad event among good ones by itself', () => {
    const events = [good('1'), bad('one'), good('2'), bad('two')];
    expect(parse(() => events)).toEqual(events);
    const defect = unreadableEvent(BODY, UnreadableError.from(new TypeError('y')));
    expect(parse(() => [good('1'), defect])).toEqual([good('1'), defect]);
    expect(logged).toHaveLength(1);
  });

  it('keeps a delivery of bad ones as one', () => {
    expect(parse(() => [bad('one'), bad('two')])).toEqual(whole('malformed_event'));
    expect(parse(() => [bad('one')])).toEqual(whole('malformed_event'));
  });

  it('keeps each event once', () => {
    const [first, copy] = [good('1'), good('1', Buffer.from('copy'))];
    expect(parse(() => [first, good('2'), copy, bad('x'), bad('x')])).toEqual([first, good('2'), bad('x')]);
  });
});
