import { describe, expect, it } from '@jest/globals';
import type { IntegrationRow } from '../../integrations/connections/integration.row.js';
import type { ProviderPort } from '../../providers/provider.port.js';
import { Stripping } from '../../providers/stripping/stripping.js';
import { UnreadableError } from '../../providers/kit/unreadable.error.js';
import { unreadableEvent } from '../../providers/kit/unreadable.event.js';
import type { InboundEvent, WebhookEffect } from '../../providers/webhook.port.js';
import { DeliveryParser } from '../parsing/delivery.parser.js';
import { EffectReader } from './effect.reader.js';
import type { ClaimedEvent } from './inbox.table.js';

const reason = new UnreadableError('malformed_event', 'It has no id');
const event = (text: string, account: string | null): InboundEvent => {
  return { dedupeKey: text, eventId: null, type: 'x', account, livemode: null, body: Buffer.from(text) };
};
const pointerTo = (externalId: string): WebhookEffect => ({ kind: 'pointer', type: 'orders', externalId });

describe('EffectReader', () => {
  const reader = new EffectReader(new DeliveryParser());
  const integration = { externalAccountId: 'mine' } as IntegrationRow;
  const read = (type: string, parse: () => InboundEvent[], body = 'body') => {
    const webhook = { parse, effects: (text: string) => [pointerTo(text)] };
    const describe = () => ({ name: 'box-office' });
    const provider = { webhook, stripped: new Stripping({ members: {} }), describe } as unknown as ProviderPort;
    return reader.read(provider, integration, { type, body: Buffer.from(body) } as ClaimedEvent);
  };
  const neverParsed = () => {
    throw new Error('It was parsed when it came');
  };

  it('reads what its provider makes of the body', () => {
    expect(read('order.updated', neverParsed, 'o1')).toEqual([pointerTo('o1')]);
  });

  it('refuses an event whose body is gone, for good', () => {
    const gone = { type: 'order.updated', body: null } as ClaimedEvent;
    const refusal = expect.objectContaining({ code: 'body_retired', retryable: false });
    expect(() => reader.read({} as ProviderPort, integration, gone)).toThrow(refusal);
  });

  it.each(['', 'x'.repeat(256), 'a\0'])('refuses an object whose id is no key: %j', (id) => {
    expect(() => read('order.updated', neverParsed, id)).toThrow(expect.objectContaining({ code: 'malformed_event' }));
  });

  it('gives an unreadable event no effect, and throws the reason', () => {
    expect(() => read('unreadable', () => [unreadableEvent(Buffer.from('body'), reason)])).toThrow(reason);
    const fails = () => {
      throw reason;
    };
    expect(() => read('unreadable', fails)).toThrow(reason);
  });

  it('reads what is understood by now, but for the accounts of others', () => {
    const events = [event('o1', 'mine'), event('o2', null), event('o3', 'theirs')];
    expect(read('unreadable', () => events)).toEqual([pointerTo('o1'), pointerTo('o2')]);
    const mixed = [unreadableEvent(Buffer.from('x'), reason), event('o1', 'mine')];
    expect(read('unreadable', () => mixed)).toEqual([pointerTo('o1')]);
  });
});
