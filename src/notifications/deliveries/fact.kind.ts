import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { FACT_TABLE, TOLD, type ClaimedFact } from '../../facts/fact.table.js';
import type { LogFields } from '../../observability/log/log.context.js';
import { Dispatcher } from '../../work/dispatcher.js';
import type { Applied, WorkContext, WorkKind } from '../../work/work.kind.js';
import { WorkRegistry } from '../../work/work.registry.js';
import { NOTIFY_JOB } from '../sending/notification.table.js';
import { bodyOf } from './notification.body.js';

interface Endpoint {
  id: string | null;
  types: FactTypes;
}
type FactTypes = readonly string[] | null;

const ENDPOINTS_SQL = `SELECT id, types FROM notification_endpoints WHERE tenant_id = $1 AND status = 'active' ORDER BY id`;

const INSERT_SQL = `
  INSERT INTO notifications (tenant_id, id, fact_id, endpoint_id, type, body, request_id, trace_context, due_at)
  SELECT $1, n.*, now()
  FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[])
    AS n(id, fact_id, endpoint_id, type, body, request_id, trace_context)`;

/** Facts as a kind of work. Each fact becomes one notification per receiver that subscribed to its type. */
@Injectable()
export class FactKind implements WorkKind<ClaimedFact>, OnModuleInit {
  readonly name = 'fact';
  readonly table = FACT_TABLE;
  readonly claims: WorkKind['claims'];

  constructor(
    private readonly registry: WorkRegistry,
    private readonly database: Database,
    private readonly dispatcher: Dispatcher,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.claims = { of: 'tenant', batch: config.limits.NOTIFICATION_CLAIM_BATCH };
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async apply(
    facts: readonly ClaimedFact[],
    { tenantId, finish }: WorkContext<ClaimedFact>,
  ): Promise<Applied<ClaimedFact>> {
    const ended = facts.map((item) => ({ item, status: TOLD, error: null }));
    const first = await this.database.inTenant(tenantId, async (tx) => {
      const written = await this.write(tx, facts);
      await finish(tx, ended);
      return written;
    });
    if (first) await this.dispatcher.send([{ job: NOTIFY_JOB, payload: { tenantId, id: first } }]);
    return { ended, failed: new Map() };
  }

  logFields({ id: factId, data: { integrationId, runId } }: ClaimedFact): LogFields {
    return {
      factId,
      ...(typeof integrationId === 'string' && { integrationId }),
      ...(typeof runId === 'string' && { runId }),
    };
  }

  describe({ id, type }: ClaimedFact): string {
    return `Fact ${id} (${type})`;
  }

  /** Returns the id of one of the notifications, if there is any. */
  private async write(tx: TenantTransaction, facts: readonly ClaimedFact[]): Promise<string | undefined> {
    const endpoints = await tx.rows<Endpoint>(ENDPOINTS_SQL, [tx.tenantId]);
    if (this.config.notifications.platform) endpoints.push({ id: null, types: null });
    const rows = facts.flatMap((fact) =>
      endpoints
        .filter(({ types }) => types === null || types.includes(fact.type))
        .map((endpoint) => ({ id: uuidv7(), fact, endpoint })),
    );
    if (rows.length === 0) return undefined;
    await tx.execute(INSERT_SQL, [
      tx.tenantId,
      rows.map(({ id }) => id),
      rows.map(({ fact }) => fact.id),
      rows.map(({ endpoint }) => endpoint.id),
      rows.map(({ fact }) => fact.type),
      rows.map(({ fact }) => bodyOf(tx.tenantId, fact, this.config.publicUrl)),
      rows.map(({ fact }) => fact.requestId ?? null),
      rows.map(({ fact }) => fact.traceContext ?? null),
    ]);
    return rows[0]?.id;
  }
}
