import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { TenantTransaction, Transaction } from '../database/transaction.js';
import { LogContext } from '../observability/log/log.context.js';
import { FACTS, type FactData, type FactType } from './fact.js';

/**
 * An equal fact that is still held, or whose episode lasts, is counted and not reported again. $1 tenant, $2 id, $3 type,
 * $4 key, $5 data, $6 whether it is an episode, $7 seconds to hold it, $8 request id, $9 trace context.
 */
const RECORD_SQL = `
  INSERT INTO facts AS f (tenant_id, id, type, key, data, is_episode, request_id, trace_context, due_at)
  VALUES ($1, $2, $3, $4, $5, $6, $8, $9, now() + $7 * interval '1 second')
  ON CONFLICT (tenant_id, type, key) WHERE status = 'recorded' OR is_episode DO UPDATE SET count = f.count + 1`;

/** $1 tenant, $2 id, $3 type, $4 key, $5 data, $6 seconds to hold it, $7 count. */
const RECORD_OF_SQL = `
  INSERT INTO facts AS f (tenant_id, id, type, key, count, data, is_episode, due_at)
  VALUES ($1, $2, $3, $4, $7, $5, false, now() + $6 * interval '1 second')
  ON CONFLICT (tenant_id, type, key) WHERE status = 'recorded' OR is_episode DO UPDATE SET count = f.count + EXCLUDED.count`;

/** $1 tenant, $2 type, $3 key, $4 the period that does not end. */
const END_OTHER_PERIODS_SQL = `
  UPDATE facts SET is_episode = false
  WHERE tenant_id = $1 AND type = $2 AND key = $3 AND is_episode AND data->>'period' <> $4`;

/** $1 tenant, $2 id, $3 type, $4 key, $5 data. */
const RECORD_ONCE_SQL = `
  INSERT INTO facts (tenant_id, id, type, key, data, is_episode, due_at) VALUES ($1, $2, $3, $4, $5, true, now())
  ON CONFLICT (tenant_id, type, key) WHERE status = 'recorded' OR is_episode DO NOTHING`;

/** Types of facts that are recorded once in a period. */
type PeriodicType = { [T in FactType]: FactData[T] extends { period: string } ? T : never }[FactType];
/**
 * Of those tenants that have a receiver of the type. In the order of the keys, so that two writers cannot deadlock.
 * $1 tenants, $2 keys, $3 counts, $4 data, $5 type, $6 whether the platform receives the facts of all tenants, $7 seconds to
 * hold them.
 */
const RECORD_ALL_SQL = `
  INSERT INTO facts AS f (tenant_id, id, type, key, count, data, is_episode, due_at)
  SELECT n.tenant_id, new_id(), $5, n.key, n.count, n.data, false, now() + $7 * interval '1 second'
  FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::jsonb[]) AS n(tenant_id, key, count, data)
  WHERE $6::boolean OR EXISTS (SELECT FROM notification_endpoints e
    WHERE e.tenant_id = n.tenant_id AND e.status = 'active' AND (e.types IS NULL OR $5 = ANY (e.types)))
  ORDER BY n.tenant_id, n.key
  ON CONFLICT (tenant_id, type, key) WHERE status = 'recorded' OR is_episode
    DO UPDATE SET count = f.count + EXCLUDED.count`;

/** In the order of the keys. $1 tenants, $2 keys, $3 counts, $4 data, $5 type. */
const RECORD_EPISODES_SQL = `
  INSERT INTO facts (tenant_id, id, type, key, count, data, is_episode, due_at)
  SELECT n.tenant_id, new_id(), $5, n.key, n.count, n.data, true, now()
  FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::jsonb[]) AS n(tenant_id, key, count, data)
  ORDER BY n.tenant_id, n.key
  ON CONFLICT (tenant_id, type, key) WHERE status = 'recorded' OR is_episode DO NOTHING`;

const EPISODES_SQL = `SELECT tenant_id AS "tenantId", key FROM facts WHERE is_episode AND type = $1`;

/** $1 type, $2 tenants, $3 keys. */
const END_EPISODES_SQL = `
  UPDATE facts f SET is_episode = false FROM unnest($2::uuid[], $3::text[]) AS e(tenant_id, key)
  WHERE f.tenant_id = e.tenant_id AND f.key = e.key AND f.type = $1 AND f.is_episode`;

const END_SQL = `
  UPDATE facts SET is_episode = false WHERE tenant_id = $1 AND key = $2 AND type = ANY ($3) AND is_episode`;

/** A fact that stands for several changes. */
export interface CountedFact<T extends FactType> {
  tenantId: string;
  key: string;
  count: number;
  data: FactData[T];
}

/** Names the episode of a fact. */
export interface Episode {
  tenantId: string;
  key: string;
}

/** Records what happened, in the transaction of its cause: both are there, or neither. `notifications/` reports it. */
@Injectable()
export class Facts {
  /** @param key facts of one type with one key are equal: they are reported as one, with their number */
  async record<T extends FactType>(tx: TenantTransaction, type: T, key: string, data: FactData[T]): Promise<void> {
    const { holdSeconds, episode = false } = FACTS[type];
    const { requestId, traceContext } = LogContext.origin();
    await tx.execute(RECORD_SQL, [
      tx.tenantId,
      uuidv7(),
      type,
      key,
      JSON.stringify(data),
      episode,
      holdSeconds,
      requestId,
      traceContext,
    ]);
  }

  /** Records a fact of a tenant that stands for several changes, in a transaction of any scope. */
  async recordOf<T extends FactType>(
    tx: Transaction,
    tenantId: string,
    type: T,
    key: string,
    data: FactData[T],
    count: number,
  ): Promise<void> {
    const values = [JSON.stringify(data), FACTS[type].holdSeconds, count];
    await tx.execute(RECORD_OF_SQL, [tenantId, uuidv7(), type, key, ...values]);
  }

  /** Equal facts of one period are recorded once, and not counted. */
  async recordInPeriod<T extends PeriodicType>(
    tx: TenantTransaction,
    type: T,
    key: string,
    data: FactData[T],
  ): Promise<void> {
    await tx.execute(END_OTHER_PERIODS_SQL, [tx.tenantId, type, key, data.period]);
    await tx.execute(RECORD_ONCE_SQL, [tx.tenantId, uuidv7(), type, key, JSON.stringify(data)]);
  }

  /**
   * Records facts of many tenants, in a transaction that may write for all of them. A tenant without a receiver is left out.
   * Equal facts that are not reported yet keep their data, and their counts are added.
   */
  async recordAll<T extends FactType>(
    tx: Transaction,
    type: T,
    facts: readonly CountedFact<T>[],
    hasPlatform: boolean,
  ): Promise<void> {
    if (facts.length === 0) return;
    await tx.execute(RECORD_ALL_SQL, [
      facts.map(({ tenantId }) => tenantId),
      facts.map(({ key }) => key),
      facts.map(({ count }) => count),
      facts.map(({ data }) => JSON.stringify(data)),
      type,
      hasPlatform,
      FACTS[type].holdSeconds,
    ]);
  }

  /** Records the beginning of episodes of many tenants, in a transaction that may write for all of them. */
  async recordEpisodes<T extends FactType>(tx: Transaction, type: T, facts: readonly CountedFact<T>[]): Promise<void> {
    if (facts.length === 0) return;
    await tx.execute(RECORD_EPISODES_SQL, [
      facts.map(({ tenantId }) => tenantId),
      facts.map(({ key }) => key),
      facts.map(({ count }) => count),
      facts.map(({ data }) => JSON.stringify(data)),
      type,
    ]);
  }

  /** The episodes of all tenants that last. The transaction may read all of them. */
  episodes(tx: Transaction, type: FactType): Promise<Episode[]> {
    return tx.rows<Episode>(EPISODES_SQL, [type]);
  }

  /** Ends episodes of many tenants. */
  async endEpisodes(tx: Transaction, type: FactType, episodes: readonly Episode[]): Promise<void> {
    if (episodes.length === 0) return;
    const values = [episodes.map(({ tenantId }) => tenantId), episodes.map(({ key }) => key)];
    await tx.execute(END_EPISODES_SQL, [type, ...values]);
  }

  /** Ends the episode of such facts: the next one is reported again. */
  async end(tx: TenantTransaction, types: readonly FactType[], key: string): Promise<void> {
    await tx.execute(END_SQL, [tx.tenantId, key, types]);
  }
}
