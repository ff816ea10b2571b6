import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CursorCodec } from '../../common/cursor.js';
import { BadRequestError } from '../../common/http.errors.js';
import type { PageQuery } from '../../common/page.query.js';
import { sleep } from '../../common/sleep.js';
import { Database } from '../../database/database.js';
import type { ConsentDto, ConsentPageDto } from './consent.dto.js';

/** How long a page waits for writers that have not committed. */
const PATIENCE_MS = 1_000;
const LOOK_EVERY_MS = 25;
const POSITION = z.string().regex(/^\d{1,19}$/);

/**
 * The last position that is there, and the first transaction that may begin after it was seen. $1 tenant.
 */
const BOUND_SQL = `
  SELECT coalesce(max(position), 0)::text AS bound, pg_snapshot_xmax(pg_current_snapshot())::text AS after
  FROM outbound_consents WHERE tenant_id = $1`;

/** Whether every transaction has ended that began before $1. */
const HAVE_ENDED_SQL = `SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 AS "haveEnded"`;

/** $1 tenant, $2 position after which to start, $3 last position, $4 limit. */
const LIST_SQL = `
  SELECT integration_id AS "integrationId", encode(address_hash, 'hex') AS "addressHash", state, stated_at AS "statedAt",
    evidence, source, position::text AS position
  FROM outbound_consents WHERE tenant_id = $1 AND position > $2::bigint AND position <= $3::bigint
  ORDER BY position LIMIT $4`;

interface ConsentRow extends ConsentDto {
  source: 'platform' | 'provider';
  position: string;
}

/**
 * Consents that people have given or withdrawn at the providers, in an order in which none is skipped. Positions are given out
 * before they are committed. So what is returned ends at a position up to which no writer is still at work.
 */
@Injectable()
export class ConsentReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
  ) {}

  async list(tenantId: string, { cursor, limit }: PageQuery): Promise<ConsentPageDto> {
    const binding = [tenantId, 'outbound-consents'];
    const after = cursor === undefined ? '0' : positionOf(this.cursors.decode<unknown>(cursor, binding));
    const bound = await this.settledBound(tenantId);
    const rows = bound === null ? [] : await this.read(tenantId, [after, bound, limit]);
    const last = rows.at(-1)?.position ?? after;
    const data = rows.filter(({ source }) => source === 'provider').map(toDto);
    return { data, nextCursor: this.cursors.encode(last, binding), upToDate: bound !== null && rows.length < limit };
  }

  /** `null`: writers are still at work. A later call finds out what they have written. */
  private async settledBound(tenantId: string): Promise<string | null> {
    const seen = await this.database.inTenant(tenantId, (tx) =>
      tx.row<{ bound: string; after: string }>(BOUND_SQL, [tenantId]),
    );
    if (!seen || seen.bound === '0') return seen?.bound ?? null;
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const row = await this.database.inTenant(tenantId, (tx) =>
        tx.row<{ haveEnded: boolean }>(HAVE_ENDED_SQL, [seen.after]),
      );
      if (row?.haveEnded) return seen.bound;
      if (performance.now() >= until) return null;
      await sleep(LOOK_EVERY_MS, new AbortController().signal);
    }
  }

  private read(tenantId: string, values: readonly unknown[]): Promise<ConsentRow[]> {
    return this.database.inTenant(tenantId, (tx) => tx.rows<ConsentRow>(LIST_SQL, [tenantId, ...values]));
  }
}

function toDto({ integrationId, addressHash, state, statedAt, evidence }: ConsentRow): ConsentDto {
  return { integrationId, addressHash, state, statedAt, evidence };
}

function positionOf(decoded: unknown): string {
  const { success, data } = POSITION.safeParse(decoded);
  if (success) return data;
  throw new BadRequestError('cursor: another version of this service returned it', 'invalid_cursor', [
    { field: 'cursor', message: 'start again without a cursor' },
  ]);
}
