import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { Database } from '../../src/database/database.js';
import { rowsOf } from '../../src/outbound/intake/batch.rows.js';
import { OutboundBatchStore } from '../../src/outbound/intake/batch.store.js';
import { readItems } from '../../src/outbound/items/item.reader.js';
import { ItemStore } from '../../src/outbound/items/item.store.js';
import { consentOf } from '../../src/providers/mailchimp/push/mailchimp.contact.js';
import { MemberBuilder } from '../../src/providers/mailchimp/push/mailchimp.member.push.js';
import { MailchimpPushRequests } from '../../src/providers/mailchimp/push/mailchimp.push-requests.js';
import { intentOf, KEY, memberRead } from '../../src/providers/mailchimp/testing/push.intents.js';
import { createDatabaseBefore, type EarlierDatabase } from '../support/earlier.database.js';
import { seeded, type SeededRandom } from '../support/seeded.random.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

const MIGRATION = 1795400090000;
const START = Date.parse('2026-03-01T10:00:00Z');
const at = (second: number) => new Date(START + second * 1_000).toISOString();
const IDS = ['con_1', 'con_2'];
/** Cases of each run. */
const CASES = 200;

const VENUE_SINCE = `CASE
  WHEN EXCLUDED.body ? 'venueId' AND o.body->>'venueId' IS DISTINCT FROM EXCLUDED.body->>'venueId'
  THEN jsonb_build_object('venueSince', EXCLUDED.body->'updatedAt') ELSE '{}' END`;
const IS_OTHER_CONSENT = `o.body->>'emailConsent' IS DISTINCT FROM EXCLUDED.body->>'emailConsent'`;
/** What the builds before the migration have noted of a consent. */
const CONSENT_SINCE = {
  last: `CASE WHEN ${IS_OTHER_CONSENT}
    THEN jsonb_build_object('consentSince', EXCLUDED.body->'updatedAt', 'consentBefore', o.body->'consentAt') ELSE '{}' END`,
  first: `CASE WHEN NOT EXCLUDED.body ? 'consentAt' AND ${IS_OTHER_CONSENT}
    THEN jsonb_build_object('consentSince', EXCLUDED.body->'updatedAt') ELSE '{}' END`,
};
type Build = keyof typeof CONSENT_SINCE;

/** How these builds have stored a contact. $1 tenant, $2 contact, $3 version, $4 body. */
const storeSql = (build: Build) => `
  INSERT INTO outbound_items AS o (tenant_id, entity, platform_id, version, body) VALUES ($1, 'contacts', $2, $3, $4)
  ON CONFLICT (tenant_id, entity, platform_id) DO UPDATE
    SET version = EXCLUDED.version, body = o.body || EXCLUDED.body || ${VENUE_SINCE} || ${CONSENT_SINCE[build]}
    WHERE EXCLUDED.version > o.version`;

interface Version {
  id: string;
  emailConsent: string;
}

/** {@link versionsBy}, such that an earlier build has kept all: of a revocation that something else follows it has kept nothing. */
function keptVersionsBy(random: SeededRandom): Version[] {
  for (;;) {
    const versions = versionsBy(random);
    const isLost = versions.some(({ id, emailConsent }, n) => {
      return (
        emailConsent === 'revoked' &&
        versions.slice(n).some((next) => next.id === id && next.emailConsent !== 'revoked')
      );
    });
    if (!isLost) return versions;
  }
}

/** Some versions of two contacts with one address, in their order. */
function versionsBy(random: SeededRandom, from = 1): Version[] {
  return Array.from({ length: 1 + random.integer(5) }, (_, n) => ({
    id: random.pick(IDS),
    email: 'ada@example.org',
    emailConsent: random.pick(['granted', 'revoked', 'unknown']),
    ...(random.chance(3) ? {} : { venueId: random.pick(['v1', 'v2', null]) }),
    ...(random.chance(3) ? {} : { consentAt: random.chance(4) ? null : at(random.integer(10)) }),
    updatedAt: at(from + n),
    ...(random.chance(3) ? { sequence: 1 + random.integer(9) } : {}),
  }));
}

describe('Contacts that an earlier build has stored', () => {
  let database: EarlierDatabase;
  let source: DataSource;
  let client: pg.Client;
  const batches = new OutboundBatchStore();
  const items = new ItemStore();
  const builder = new MemberBuilder(new MailchimpPushRequests());

  beforeAll(async () => {
    database = await createDatabaseBefore(MIGRATION);
    const pool = { url: database.url, poolSize: 4, statementTimeoutMs: 10_000, applicationName: 'spec' };
    source = await new DataSource(dataSourceOptions(pool)).initialize();
    client = new pg.Client({ connectionString: database.adminUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client?.end();
    await source?.destroy();
    await database?.drop();
  });

  /** An earlier build gets the versions, one after the other. */
  async function stored(versions: readonly object[], build: Build = 'last'): Promise<string> {
    const tenantId = randomUUID();
    for (const version of versions) {
      const [item] = readItems('contacts', [version], Date.now()).items;
      await client.query(storeSql(build), [tenantId, item!.id, item!.version, item!.body]);
    }
    return tenantId;
  }

  /** This build gets them. */
  async function pushed(tenantId: string, versions: readonly object[]): Promise<void> {
    await new Database(source).inTenant(tenantId, async (tx) => {
      for (const version of versions) {
        const { items: read, rejected } = readItems('contacts', [version], Date.now());
        const batch = { id: randomUUID(), caller: 'service:spec', integrationIds: null };
        await batches.accept(tx, { ...batch, entity: 'contacts', rows: rowsOf('contacts', read), rejected });
      }
    });
  }

  const found = (tenantId: string) => {
    const refs = IDS.map((platformId) => ({ entity: 'contacts' as const, platformId }));
    return new Database(source).inTenant(tenantId, (tx) => items.find(tx, refs));
  };
  const saidBy = async (tenantId: string) => consentOf(intentOf('member', await found(tenantId)));

  /** What is done with a member of the audience of the venue that the contact has now. */
  async function actionFor(tenantId: string, status: string, consentedAt: string): Promise<string | undefined> {
    const known = memberRead(status, { timestamp_opt: consentedAt });
    return (await builder.build(intentOf('member', await found(tenantId)), known, KEY)).decision?.action;
  }

  const contact = (second: number, over: object) => ({
    id: 'con_1',
    email: 'ada@example.org',
    updatedAt: at(second),
    ...over,
  });
  const consented = (second: number) => ({ emailConsent: 'granted', consentAt: at(second) });
  /** It is of another venue since the fifth second. */
  const moved = (before: object, after: object = before) => [
    contact(2, { venueId: 'v1', ...before }),
    contact(5, { venueId: 'v2', ...after }),
  ];
  const MATRIX: [string, object[], Record<'absent' | 'subscribed' | 'unsubscribed', string>][] = [
    ['before the move', moved(consented(1)), { absent: 'skip', subscribed: 'leave', unsubscribed: 'skip' }],
    [
      'before the move, and the contact was changed since',
      [...moved(consented(1)), contact(7, { emailConsent: 'granted', firstName: 'Ada' })],
      { absent: 'skip', subscribed: 'leave', unsubscribed: 'skip' },
    ],
    [
      'without a venue, before it had one',
      [contact(2, consented(1)), contact(5, { venueId: 'v2', emailConsent: 'granted' })],
      { absent: 'skip', subscribed: 'leave', unsubscribed: 'skip' },
    ],
    [
      'after the move',
      [...moved(consented(1)), contact(7, consented(6))],
      { absent: 'join', subscribed: 'fields', unsubscribed: 'skip' },
    ],
    [
      'at a time that is not known',
      moved({ emailConsent: 'granted' }),
      { absent: 'skip', subscribed: 'fields', unsubscribed: 'skip' },
    ],
    [
      'with its only venue',
      [contact(2, { venueId: 'v1', ...consented(1) }), contact(5, { emailConsent: 'granted' })],
      { absent: 'join', subscribed: 'fields', unsubscribed: 'skip' },
    ],
    [
      'before the move, and withdrawn with it',
      moved(consented(1), { emailConsent: 'revoked' }),
      { absent: 'none', subscribed: 'leave', unsubscribed: 'none' },
    ],
  ];

  it('mean what they meant: a consent counts for the venue that it was given for', async () => {
    const random = seeded();
    const known = await Promise.all(
      MATRIX.map(async ([name, versions, actions]) => {
        return { name, actions, tenantId: await stored(versions), consentedAt: at(name === 'after the move' ? 6 : 1) };
      }),
    );
    const cases: { versions: object[]; tenantId: string; later: object[] }[] = [];
    for (let n = 0; n < CASES; n++) {
      const versions = keptVersionsBy(random);
      cases.push({ versions, tenantId: await stored(versions), later: versionsBy(random, 20) });
    }
    const between = await stored(moved(consented(1)));
    await pushed(between, [contact(8, { emailConsent: 'granted', firstName: 'Ada' })]);
    const late = await stored(moved(consented(1)));
    await pushed(late, [contact(3, { venueId: 'v2', ...consented(1) })]);
    const first = await stored(moved(consented(3), { emailConsent: 'revoked' }), 'first');
    const { rows: before } = await client.query(`SELECT * FROM outbound_items WHERE NOT body ?| $1 ORDER BY 1, 3`, [
      NOTES,
    ]);

    await database.upgrade();

    for (const { name, actions, tenantId, consentedAt } of known) {
      for (const [status, action] of Object.entries(actions)) {
        expect([name, status, await actionFor(tenantId, status, consentedAt)]).toEqual([name, status, action]);
      }
    }
    // A version that this build has stored meanwhile, with a later number and with an earlier one.
    for (const tenantId of [between, late]) expect(await saidBy(tenantId)).toMatchObject({ isForOther: true });
    expect(await saidBy(first)).toMatchObject({ consent: 'revoked', at: Date.parse(at(5)) });
    for (const { versions, tenantId, later } of cases) {
      const twin = randomUUID();
      await pushed(twin, versions);
      expect({ versions, said: await saidBy(tenantId) }).toEqual({ versions, said: await saidBy(twin) });
      for (const id of [tenantId, twin]) await pushed(id, later);
      const all = [...versions, ...later];
      expect({ all, said: await saidBy(tenantId) }).toEqual({ all, said: await saidBy(twin) });
    }
    const { rows: noted } = await client.query(`SELECT body FROM outbound_items WHERE body ?| $1`, [NOTES]);
    expect(noted).toEqual([]);
    expect(before.length).toBeGreaterThan(0);
    const untouched = before.filter(({ tenant_id: id }) => !cases.some(({ tenantId }) => tenantId === id));
    for (const row of untouched) {
      const values = [row.tenant_id, row.platform_id];
      const { rows } = await client.query(
        `SELECT * FROM outbound_items WHERE tenant_id = $1 AND platform_id = $2`,
        values,
      );
      expect(rows).toEqual([row]);
    }
  });
});

const NOTES = ['venueSince', 'consentSince', 'consentBefore'];
