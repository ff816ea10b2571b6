import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProviderPort } from '../../../src/providers/provider.port.js';
import { UnreadableError } from '../../../src/providers/kit/unreadable.error.js';
import type { InboundEvent, WebhookDelivery, WebhookEffect } from '../../../src/providers/webhook.port.js';
import { SeededRandom } from '../../support/seeded.random.js';
import { eventually } from '../../support/tenant.js';
import { WebhookReceiver } from '../../support/webhook.receiver.js';
import { mutated } from '../delivery.mutations.js';
import { RecordBook, type RecordName } from '../record.book.js';
import type { Stage } from '../stage.js';
import type { VendorAccount } from '../subject.js';
import type { PulledRecord } from '../walk.js';

interface Caught {
  delivery: WebhookDelivery;
  secrets: readonly string[];
}

const MUTATIONS = 10_000;
const context = () => ({ signal: new AbortController().signal });

export function describeWebhooks(stage: Stage): void {
  describe('is told by webhooks', () => {
    let port: ProviderPort;
    let account: VendorAccount;
    let aliases: readonly string[];
    let caught: Caught[];
    let published: number;
    const receiver = new WebhookReceiver();

    beforeAll(async () => {
      await receiver.listen();
      port = stage.port();
      account = await stage.stand.account(8);
      caught = await catchAll();
    });
    afterAll(() => receiver.close());

    const catchAll = async (): Promise<Caught[]> => {
      const { control } = stage.stand;
      const connection = stage.stand.connection(account);
      aliases = (await port.testConnection(connection, context())).aliases ?? [];
      await stage.subject.subscribe?.(control, account, receiver.urlOf('platform'));
      const own = await port.registrar?.register(connection, receiver.urlOf('own'), context());
      await control.call('POST', '/webhooks', { duplicates: 1, shuffle: true, maxEvents: 5 });
      published = await control.mutate(account.id, { updates: 40, deletes: 10, creates: 10, seed: 3 });
      await eventually(
        () => control.deliveries(),
        ({ pending }) => pending === 0,
      );
      const ofOwn = receiver.deliveries('own').map((delivery) => ({ delivery, secrets: own?.secrets ?? [] }));
      const ofPlatform = receiver.deliveries('platform').map((delivery) => {
        const secrets = port.platformWebhook()?.secrets(delivery) ?? [];
        return { delivery, secrets };
      });
      if (own) await port.registrar!.unregister(connection, own.externalIds, context());
      return [...ofOwn, ...ofPlatform];
    };
    const verify = ({ delivery, secrets }: Caught, more: Partial<WebhookDelivery> = {}, at = Date.now()) =>
      port.webhook.verify({ ...delivery, ...more }, secrets, at);
    const without = (headers: WebhookDelivery['headers'], name: string) => ({ ...headers, [name]: undefined });
    /** Names of the headers that a delivery stands or falls with. */
    const signing = (one: Caught) =>
      Object.keys(one.delivery.headers).filter(
        (name) => !verify(one, { headers: without(one.delivery.headers, name) }),
      );

    it('which it believes when they are signed, with either secret of a rotation', () => {
      expect(published).toBeGreaterThan(10);
      expect(caught.length).toBeGreaterThan(10);
      for (const one of caught) {
        expect(verify(one)).toBe(true);
        expect(verify({ ...one, secrets: ['another-secret-0123456789', ...one.secrets] })).toBe(true);
        expect(verify({ ...one, secrets: ['another-secret-0123456789'] })).toBe(false);
        expect(verify({ ...one, secrets: [''] })).toBe(false);
        expect(verify({ ...one, secrets: [], delivery: { ...one.delivery, own: false } })).toBe(false);
      }
    });

    it('and not when a signing header is missing, doubled, empty, overlong or of another scheme', () => {
      for (const one of caught.slice(0, 20)) {
        const names = signing(one);
        expect(names.length).toBeGreaterThan(0);
        for (const name of names) {
          const value = String(one.delivery.headers[name]);
          const wrong = [
            ...[undefined, '', ' ', ',', '=', 'null', 'x'.repeat(10_240), `${value},${'x'.repeat(10_240)}`],
            ...[
              [value, value],
              [],
              [value],
              `Bearer ${value}`,
              `sha1=${value}`,
              value.slice(0, -1),
              `${value}0`,
              `\0${value}`,
            ],
            ...[value.replaceAll(/[0-9a-f]/g, 'g'), 'é'.repeat(64), '0'.repeat(64), 'A'.repeat(44), '='.repeat(44)],
          ];
          for (const bad of wrong) {
            expect([name, bad, verify(one, { headers: { ...one.delivery.headers, [name]: bad } })]).toEqual([
              name,
              bad,
              false,
            ]);
          }
        }
      }
    });

    it(`and not after any of ${MUTATIONS} mutations`, () => {
      const random = new SeededRandom(0xc0ffee);
      const bySecrets = caught.map((one) => ({ ...one, names: signing(one) }));
      const believed: unknown[] = [];
      for (let n = 0; n < MUTATIONS; n++) {
        const one = random.pick(bySecrets);
        const delivery = mutated(one.delivery, one.names, random);
        if (verify({ ...one, delivery })) believed.push([n, delivery.headers, delivery.body.toString('utf8')]);
      }
      expect(believed).toEqual([]);
    });

    it('by names that stay the same over retries, and differ between events', () => {
      const names = new Map<string, unknown>();
      for (const { delivery } of caught) {
        const events = port.webhook.parse(delivery);
        expect(port.webhook.parse(delivery)).toEqual(events);
        expect(new Set(events.map(({ dedupeKey }) => dedupeKey)).size).toBe(events.length);
        for (const event of events) {
          const { body: _body, ...told } = event;
          const name = `${delivery.notificationUrl} ${event.dedupeKey}`;
          if (names.has(name)) expect(told).toEqual(names.get(name));
          names.set(name, told);
          expect(event.dedupeKey.length).toBeLessThanOrEqual(255);
        }
      }
      const endpoints = new Set(caught.map(({ delivery }) => delivery.notificationUrl));
      expect(names.size).toBe(published * endpoints.size);
    });

    it('of its account', () => {
      for (const { delivery } of caught) {
        for (const event of port.webhook.parse(delivery)) {
          expect([account.id, ...aliases, ...(delivery.own ? [null] : [])]).toContain(event.account);
          expect(event.type).not.toBe('');
          expect([true, false, null]).toContain(event.livemode);
        }
      }
    });

    it('of effects that can be carried out', async () => {
      const now = await stage.stand.now();
      const streams = stage.streams();
      const effects: unknown[] = [];
      const flawed: unknown[] = [];
      for (const event of parsed(port, caught)) {
        for (const effect of port.webhook.effects(event.body.toString('utf8'))) {
          effects.push(effect);
          if (flawsOf(effect, streams, now).length > 0) flawed.push([effect, flawsOf(effect, streams, now)]);
        }
      }
      expect(effects.length).toBeGreaterThan(10);
      expect(flawed).toEqual([]);
    });

    it('of what has become of each object, in whatever order it is told', async () => {
      const book = new RecordBook();
      const connection = stage.stand.connection(account);
      const named = new Map<string, RecordName>();
      const read = async (name: RecordName) => {
        const fetched = await port.fetchOne(connection, name.type, name.id, context());
        if (fetched) book.writeRead(name, fetched);
      };
      for (const event of parsed(port, caught)) {
        for (const effect of port.webhook.effects(event.body.toString('utf8'))) {
          if (effect.kind !== 'snapshot' && effect.kind !== 'pointer') continue;
          const name = { type: effect.type, id: effect.externalId };
          const isKnown = named.has(`${name.type}/${name.id}`);
          named.set(`${name.type}/${name.id}`, name);
          if (effect.kind === 'pointer' && !isKnown) await read(name);
          if (effect.kind === 'snapshot') for (const tie of book.write([recordOf(effect)])) await read(tie);
        }
      }
      expect(named.size).toBeGreaterThan(10);
      const objects = new Map<string, Map<string, Record<string, unknown>>>();
      for (const stream of stage.streams()) objects.set(stream, await stage.stand.objects(account, stream));
      const unlike = [...named.values()].filter(
        ({ type, id }) => !book.agrees({ type, id }, objects.get(type)?.get(id)),
      );
      expect(unlike).toEqual([]);
    });

    it('of what nobody knows, without effect', () => {
      expect(stage.subject.unknownEvents.length).toBeGreaterThan(0);
      for (const body of stage.subject.unknownEvents) expect(port.webhook.effects(body)).toEqual([]);
    });

    it('of what is no event, and says so in no other way', () => {
      const random = new SeededRandom(0xbadf00d);
      const junk = [
        '',
        ' ',
        '{',
        '[]',
        'null',
        '"x"',
        '0',
        '[[]]',
        '[null]',
        '{"a":',
        'a=1&a=2',
        '%zz',
        '\0',
        '[{"id":7}]',
      ];
      const bodies = [
        ...junk.map((body) => Buffer.from(body)),
        ...Array.from({ length: 1_000 }, () => mutated(random.pick(caught).delivery, [], random).body),
      ];
      const streams = stage.streams();
      const flawed: unknown[] = [];
      for (const body of bodies) {
        for (const event of tolerant(() => port.webhook.parse({ ...random.pick(caught).delivery, body }))) {
          if (typeof event.dedupeKey !== 'string' || event.dedupeKey === '') flawed.push(event);
          for (const effect of tolerant(() => port.webhook.effects(event.body.toString('utf8')))) {
            if (flawsOf(effect, streams, Infinity).length > 0) flawed.push([effect, body.toString('utf8')]);
          }
        }
      }
      expect(flawed).toEqual([]);
    });
  });
}

function parsed(port: ProviderPort, caught: readonly Caught[]): InboundEvent[] {
  return caught.flatMap(({ delivery }) => port.webhook.parse(delivery));
}

/** Nothing, where it says that this is no event. @throws whatever else is thrown */
function tolerant<T>(work: () => T[]): T[] {
  try {
    return work();
  } catch (error) {
    if (error instanceof UnreadableError) return [];
    throw error;
  }
}

function recordOf(effect: Extract<WebhookEffect, { kind: 'snapshot' }>): PulledRecord {
  const { type, externalId: id, seconds, sequence, deleted, json } = effect;
  return {
    type,
    id,
    seconds,
    sequence,
    dating: 'change',
    deleted,
    object: JSON.parse(json) as Record<string, unknown>,
  };
}

function flawsOf(effect: WebhookEffect, streams: readonly string[], now: number): string[] {
  const flaws: string[] = [];
  const insist = (holds: boolean, what: string) => holds || flaws.push(what);
  const isTime = (seconds: unknown) => typeof seconds === 'number' && seconds > 0 && seconds <= now;
  if (effect.kind === 'disconnect' || effect.kind === 'reauthorise') {
    insist(effect.seconds === null || isTime(effect.seconds), 'seconds');
    insist(effect.reason !== '', 'reason');
    return flaws;
  }
  insist(streams.includes(effect.type), 'type');
  insist(typeof effect.externalId === 'string' && effect.externalId !== '', 'externalId');
  if (effect.kind === 'snapshot') {
    insist(isTime(effect.seconds), 'seconds');
    insist(typeof effect.deleted === 'boolean', 'deleted');
    insist(typeof JSON.parse(effect.json) === 'object', 'json');
    insist(effect.sequence === undefined || (Number.isInteger(effect.sequence) && effect.sequence >= 0), 'sequence');
  }
  return flaws;
}
