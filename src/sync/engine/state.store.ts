import { Injectable } from '@nestjs/common';
import { GapStore } from '../../coverage/gap.store.js';
import type { TenantTransaction, Transaction } from '../../database/transaction.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import type { Json } from '../../providers/provider.port.js';
import { storableJson } from '../../records/storable-json.js';
import type { RunRow } from '../runs/run.row.js';
import type { StoredError } from '../../work/failure.verdict.js';

export interface StreamState {
  stream: string;
  /** Epoch seconds by the provider's clock: everything that changed before is here. `null`: never completed. */
  watermark: number | null;
  /** Epoch seconds by the provider's clock: the end of what it covered so far. `null`: it never covered anything. */
  coveredTo: number | null;
  memory: Json;
  /** Epoch seconds by the provider's clock: when it was last listed, as far as its changes do not show all. `null`: never. */
  listedAt: number | null;
  /** Epoch seconds: until then it is left alone, because the account may not read it. `null`: it may. */
  unavailableUntil: number | null;
}

/** What a finished walk covered. `from` is `null`: from the beginning. */
export interface Coverage {
  from: number | null;
  to: number;
  memory: Json;
}

/** A stream that was listed whole: what its changes may have hidden until then is known. */
export interface Listing {
  at: number;
  /** Objects that could not be kept. `null`: not all were listed. */
  leftOut: number | null;
}

/**
 * Per integration and stream: how far it is complete. The ledger of covered ranges merges as it grows, and so does
 * what the provider remembers: a stream can be brought up to date by more than one walk.
 */
@Injectable()
export class StateStore {
  constructor(
    private readonly integrations: IntegrationStore,
    private readonly gaps: GapStore,
  ) {}

  list(tx: Transaction, tenantId: string, integrationId: string): Promise<StreamState[]> {
    return tx.rows<StreamState>(
      `SELECT stream, extract(epoch FROM watermark)::float8 AS watermark, memory,
         extract(epoch FROM upper(covered))::float8 AS "coveredTo",
         extract(epoch FROM listed_at)::float8 AS "listedAt", extract(epoch FROM unavailable_until)::float8 AS "unavailableUntil"
       FROM sync_states
       WHERE tenant_id = $1 AND integration_id = $2`,
      [tenantId, integrationId],
    );
  }

  async complete(
    tx: Transaction,
    ids: { tenantId: string; integrationId: string; runId: string },
    stream: string,
    { from, to, memory }: Coverage,
  ): Promise<void> {
    await tx.execute(
      `INSERT INTO sync_states AS s (tenant_id, integration_id, stream, watermark, memory, covered, last_run_id, last_success_at)
       VALUES ($1, $2, $3, to_timestamp($4), coalesce($5::jsonb, '{}'),
         tstzmultirange(tstzrange(to_timestamp($6::float8), to_timestamp($4))), $7, now())
       ON CONFLICT (tenant_id, integration_id, stream) DO UPDATE SET
         watermark = greatest(s.watermark, EXCLUDED.watermark), memory = s.memory || coalesce($5::jsonb, '{}'),
         covered = s.covered + EXCLUDED.covered, last_run_id = EXCLUDED.last_run_id, last_success_at = now(), last_error = NULL,
         unavailable_until = NULL`,
      [
        ids.tenantId,
        ids.integrationId,
        stream,
        to,
        memory === null ? null : storableJson(JSON.stringify(memory)),
        from === null ? null : Math.min(from, to),
        ids.runId,
      ],
    );
  }

  async listed(
    tx: Transaction,
    { tenantId, integrationId }: { tenantId: string; integrationId: string },
    stream: string,
    { at, leftOut }: Listing,
  ): Promise<void> {
    await tx.execute(
      `UPDATE sync_states SET listed_at = greatest(listed_at, to_timestamp($4)), left_out = coalesce($5, left_out)
       WHERE tenant_id = $1 AND integration_id = $2 AND stream = $3`,
      [tenantId, integrationId, stream, at, leftOut],
    );
  }

  /** Forgets what the provider remembers of these streams: it cannot be read. */
  async forgetMemory(
    tx: Transaction,
    { tenantId, integrationId }: { tenantId: string; integrationId: string },
    streams: readonly string[],
  ): Promise<void> {
    await tx.execute(
      `UPDATE sync_states SET memory = '{}' WHERE tenant_id = $1 AND integration_id = $2 AND stream = ANY($3)`,
      [tenantId, integrationId, streams],
    );
  }

  /** Webhooks may name these objects in place of the account. */
  async learnAliases(tx: Transaction, run: RunRow, stream: string): Promise<void> {
    const { tenantId, integrationId, provider } = run;
    const known = await tx.rows<{ alias: string }>(
      `SELECT external_id AS alias FROM records
       WHERE tenant_id = $1 AND integration_id = $2 AND type = $3 AND deleted_at IS NULL`,
      [tenantId, integrationId, stream],
    );
    const aliases = known.map(({ alias }) => alias);
    await this.integrations.addAliases(tx, { tenantId, id: integrationId, provider }, aliases);
  }

  async fail(
    tx: TenantTransaction,
    ids: { tenantId: string; integrationId: string; runId: string },
    stream: string,
    error: StoredError,
  ): Promise<void> {
    const from = await this.recordError(tx, ids, stream, error);
    await this.gaps.open(tx, ids.integrationId, { stream, reason: 'stream_failed', from, to: null });
  }

  /** The account may not read the stream: it is left alone for so many seconds. */
  async makeUnavailable(
    tx: TenantTransaction,
    ids: { tenantId: string; integrationId: string; runId: string },
    stream: string,
    error: StoredError,
    seconds: number,
  ): Promise<void> {
    const from = await this.recordError(tx, ids, stream, error);
    await tx.execute(
      `UPDATE sync_states SET unavailable_until = now() + $4 * interval '1 second'
       WHERE tenant_id = $1 AND integration_id = $2 AND stream = $3`,
      [ids.tenantId, ids.integrationId, stream, seconds],
    );
    await this.gaps.close(tx, ids.integrationId, { streams: [stream], reasons: ['stream_failed'] });
    await this.gaps.open(tx, ids.integrationId, { stream, reason: 'stream_unavailable', from, to: null });
  }

  /** Returns the watermark. */
  private async recordError(
    tx: Transaction,
    ids: { tenantId: string; integrationId: string; runId: string },
    stream: string,
    error: StoredError,
  ): Promise<Date | null> {
    const row = await tx.row<{ watermark: Date | null }>(
      `INSERT INTO sync_states (tenant_id, integration_id, stream, last_run_id, last_error) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (tenant_id, integration_id, stream) DO UPDATE SET last_run_id = EXCLUDED.last_run_id,
         last_error = EXCLUDED.last_error RETURNING watermark`,
      [ids.tenantId, ids.integrationId, stream, ids.runId, JSON.stringify(error)],
    );
    return row?.watermark ?? null;
  }
}
