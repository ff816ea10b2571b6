import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { loadConfig } from '../../src/config/config.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { PENDING_NOW } from '../../src/outbound/targets/target.sql.js';
import { VendorModel } from '../../src/outbound/testing/vendor.model.js';
import { VendorPush } from '../../src/outbound/testing/vendor.push.js';
import type { Found, PushOutcome } from '../../src/providers/push.port.js';
import { eventually } from '../support/condition.wait.js';
import { query } from '../support/database.js';
import { createDatabaseBefore, type EarlierDatabase } from '../support/earlier.database.js';
import { OutboundHub } from '../support/outbound.hub.js';
import { NEVER_LATE } from '../support/outbound.times.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

const MIGRATION = 1795400091000;
const CLOSED = { kind: 'waiting', code: 'closed_period', message: 'The books are closed' } as const;
const config = loadConfig({ ROLES: 'worker' });
const model = new VendorModel(NEVER_LATE);

/** The vendor takes a second guest of one reference. It refuses the first requests, and then has two that could be the one. */
class AmbiguousPush extends VendorPush {
  override readonly targets = new VendorPush(model).targets.map((target) => ({ ...target, isUnguarded: true }));
  isClosed = true;

  override adoptable(): Promise<Found> {
    return Promise.resolve(this.isClosed ? { kind: 'absent' } : { kind: 'ambiguous', externalIds: ['1', '2'] });
  }

  override send(...args: Parameters<VendorPush['send']>): Promise<PushOutcome> {
    return this.isClosed ? Promise.resolve(CLOSED) : super.send(...args);
  }
}

/** How an earlier build has stored that a person wants another object to be made. $1 tenant, $2 target. */
const CREATE_SQL = `
  UPDATE outbound_targets SET ${PENDING_NOW}, external_id = NULL, external_version = NULL, link = NULL, applied = NULL,
    applied_hash = NULL, operation = greatest(operation, 1), in_doubt = false
  WHERE tenant_id = $1 AND id = $2`;
const AUDIT_SQL = `
  INSERT INTO audit_log (tenant_id, id, actor, action, target, detail)
  SELECT $1, new_id(), 'user:1', 'outbound_target.resolved', integration_id || '/' || id,
    '{"action": "create", "externalId": null, "from": "waiting"}'
  FROM outbound_targets WHERE tenant_id = $1 AND id = $2`;
const AGAIN_SQL = `UPDATE outbound_targets SET ${PENDING_NOW} WHERE tenant_id = $1 AND id = $2`;

describe('What a person has decided before an upgrade', () => {
  let database: EarlierDatabase;
  let source: DataSource;
  let hub: OutboundHub;
  const push = new AmbiguousPush(model);
  const tenantId = randomUUID();

  beforeAll(async () => {
    database = await createDatabaseBefore(MIGRATION);
    const pool = { url: database.url, poolSize: 10, statementTimeoutMs: 10_000, applicationName: 'spec' };
    source = await new DataSource(dataSourceOptions(pool)).initialize();
    hub = new OutboundHub(source, config, model, { push });
  });
  afterAll(async () => {
    await hub?.stop();
    await source?.destroy();
    await database?.drop();
  });

  const sql = <T extends Record<string, unknown>>(text: string, ...values: unknown[]) =>
    query<T>(database.adminUrl, text, [tenantId, ...values]);
  const stateOf = async (subject: string) => {
    const [target] = await sql<{ id: string; state: string }>(
      `SELECT id, coalesce(reason->>'code', status) AS state FROM outbound_targets WHERE tenant_id = $1 AND subject = $2`,
      subject,
    );
    return target;
  };
  const isIn = (subject: string, ...states: string[]) =>
    eventually(
      async () => {
        await hub.work();
        return (await stateOf(subject))?.state ?? '';
      },
      (state) => states.includes(state),
    );

  it('is carried out: what is to be made is made, and not looked for', async () => {
    await hub.connect(tenantId);
    const guests = ['made', 'looked-for'].map((id) => {
      return { id, email: `${id}@example.org`, emailConsent: 'unknown', updatedAt: '2026-03-01T10:00:00Z' };
    });
    await hub.push(tenantId, 'contacts', guests);
    for (const { id } of guests) await isIn(id, 'closed_period');
    const [made, other] = [await stateOf('made'), await stateOf('looked-for')];
    await sql(CREATE_SQL, made?.id);
    await sql(AUDIT_SQL, made?.id);
    await sql(AGAIN_SQL, other?.id);

    await database.upgrade();

    push.isClosed = false;
    for (const { id } of guests) await isIn(id, 'applied', 'ambiguous_match');
    expect([(await stateOf('made'))?.state, (await stateOf('looked-for'))?.state]).toEqual([
      'applied',
      'ambiguous_match',
    ]);
  });
});
