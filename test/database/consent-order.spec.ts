import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { Database } from '../../src/database/database.js';
import { rowsOf } from '../../src/outbound/intake/batch.rows.js';
import { OutboundBatchStore } from '../../src/outbound/intake/batch.store.js';
import { readItems } from '../../src/outbound/items/item.reader.js';
import { ItemStore } from '../../src/outbound/items/item.store.js';
import { consentOf } from '../../src/providers/mailchimp/push/mailchimp.contact.js';
import { intentOf } from '../../src/providers/mailchimp/testing/push.intents.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { seeded, type SeededRandom } from '../support/seeded.random.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

const START = Date.parse('2026-03-01T10:00:00Z');
const at = (second: number) => new Date(START + second * 1_000).toISOString();

/** Cases of each run. */
const CASES = 150;

/** Some versions of two contacts with one address, in their order. */
function versionsBy(random: SeededRandom): object[] {
  return Array.from({ length: 2 + random.integer(5) }, (_, n) => ({
    id: random.pick(['con_1', 'con_2']),
    email: 'ada@example.org',
    emailConsent: random.pick(['granted', 'revoked', 'unknown']),
    venueId: random.pick(['v1', 'v2']),
    ...(random.chance(3) ? {} : { consentAt: random.chance(4) ? null : at(random.integer(10)) }),
    updatedAt: at(n + 1),
  }));
}

/** The versions in any order, in one or several calls. */
function callsBy(random: SeededRandom, versions: readonly object[]): object[][] {
  const left = [...versions];
  const calls: object[][] = [[]];
  while (left.length > 0) {
    calls.at(-1)!.push(...left.splice(random.integer(left.length), 1));
    if (random.chance(2)) calls.push([]);
  }
  return calls;
}

describe('What the contacts of an address say', () => {
  let database: TestDatabase;
  let source: DataSource;
  const batches = new OutboundBatchStore();
  const items = new ItemStore();

  beforeAll(async () => {
    database = await createDatabase();
    const pool = { url: database.url, poolSize: 4, statementTimeoutMs: 10_000, applicationName: 'spec' };
    source = await new DataSource(dataSourceOptions(pool)).initialize();
  });
  afterAll(async () => {
    await source?.destroy();
    await database?.drop();
  });

  /** What counts after these calls. */
  async function saidAfter(calls: readonly (readonly object[])[]) {
    const tenantId = randomUUID();
    return new Database(source).inTenant(tenantId, async (tx) => {
      for (const call of calls) {
        const { items: read, rejected } = readItems('contacts', call, Date.now());
        const batch = { id: randomUUID(), caller: 'service:spec', integrationIds: null };
        await batches.accept(tx, { ...batch, entity: 'contacts', rows: rowsOf('contacts', read), rejected });
      }
      const refs = ['con_1', 'con_2'].map((platformId) => ({ entity: 'contacts' as const, platformId }));
      return consentOf(intentOf('member', await items.find(tx, refs)));
    });
  }

  it('does not depend on the order in which their versions come, or on the calls that bring them', async () => {
    const random = seeded();
    for (let n = 0; n < CASES; n++) {
      const versions = versionsBy(random);
      const calls = callsBy(random, versions);
      const inOrder = await saidAfter(versions.map((version) => [version]));
      expect({ calls, said: await saidAfter(calls) }).toEqual({ calls, said: inOrder });
    }
  });

  it('is kept when a contact changes often', async () => {
    const of = (n: number, over: object) => ({ id: 'con_1', email: 'ada@example.org', updatedAt: at(n), ...over });
    const granted = { emailConsent: 'granted', consentAt: at(1), venueId: 'v2' };
    const often = Array.from({ length: 60 }, (_, n) => [of(n + 3, granted)]);
    const first = of(2, { ...granted, venueId: 'v1' });
    for (const calls of [
      [[first], ...often],
      [...often, [first]],
      [...often.slice(0, 5), [first], ...often.slice(5)],
    ]) {
      expect(await saidAfter(calls)).toMatchObject({ consent: 'unknown', isForOther: true });
    }
  });
});
