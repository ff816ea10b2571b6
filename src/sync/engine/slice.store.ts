import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/transaction.js';
import type { PullPage } from '../../providers/provider.port.js';
import { LeaseLostError } from '../../work/lease.js';
import type { WriteCounts } from '../../records/record.store.js';
import type { RunRow, StreamError } from '../runs/run.row.js';
import { SLICE_COLUMNS, type SliceRow } from './slice.row.js';

/** $1 tenant, $2 run, $3 stream, $4 slice, $5 fence, then what the page brought. */
const ADVANCE_SQL = `
  UPDATE sync_slices SET cursor = $6, status = CASE WHEN $6::jsonb IS NULL THEN 'done' ELSE status END,
    watermark = coalesce(watermark, $7), memory = coalesce($8::jsonb, memory), remaining = $9,
    fetched = fetched + $10, created = created + $11, updated = updated + $12, unchanged = unchanged + $13,
    deleted = deleted + $14, pages = pages + 1, requests = requests + $15, totals = coalesce($16::jsonb, totals)
  WHERE tenant_id = $1 AND run_id = $2 AND stream = $3 AND slice = $4 AND fence = $5`;

const INSERT_SQL = `
  INSERT INTO sync_slices (tenant_id, run_id, stream, slice, request, sweep, fence, remaining)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`;

/** Checkpoints. Every write insists on the fence, and so rolls back the page of a worker that was overtaken. */
@Injectable()
export class SliceStore {
  list(tx: Transaction, { tenantId, id }: RunRow): Promise<SliceRow[]> {
    return tx.rows<SliceRow>(
      `SELECT ${SLICE_COLUMNS} FROM sync_slices WHERE tenant_id = $1 AND run_id = $2 ORDER BY stream, slice`,
      [tenantId, id],
    );
  }

  /** Those of one stream, or of one feed of changes. */
  ofUnit(tx: Transaction, { tenantId, id }: RunRow, name: string): Promise<SliceRow[]> {
    return tx.rows<SliceRow>(
      `SELECT ${SLICE_COLUMNS} FROM sync_slices WHERE tenant_id = $1 AND run_id = $2 AND stream = $3 ORDER BY slice`,
      [tenantId, id, name],
    );
  }

  async insert(
    tx: Transaction,
    run: RunRow,
    slice: Pick<SliceRow, 'stream' | 'slice' | 'request' | 'sweep'>,
    remaining: number | null = null,
  ): Promise<void> {
    const request = JSON.stringify(slice.request);
    await tx.execute(INSERT_SQL, [
      run.tenantId,
      run.id,
      slice.stream,
      slice.slice,
      request,
      slice.sweep,
      run.fence,
      remaining,
    ]);
  }

  async advance(
    tx: Transaction,
    run: RunRow,
    slice: SliceRow,
    page: PullPage,
    counts: WriteCounts,
    remaining: number | null,
  ): Promise<void> {
    const touched = await tx.execute(ADVANCE_SQL, [
      run.tenantId,
      run.id,
      slice.stream,
      slice.slice,
      run.fence,
      page.cursor === null ? null : JSON.stringify(page.cursor),
      page.watermark ?? null,
      page.memory === undefined ? null : JSON.stringify(page.memory),
      remaining,
      page.records.types.length,
      counts.created,
      counts.updated,
      counts.unchanged,
      counts.deleted,
      page.requests,
      page.totals === undefined ? null : JSON.stringify(page.totals),
    ]);
    if (touched === 0) throw new LeaseLostError();
  }

  /** Hands the part below `boundary` (epoch seconds), with its share of what remains, to a new slice, in one step. */
  async split(
    tx: Transaction,
    run: RunRow,
    slice: SliceRow,
    { boundary, number, remaining }: { boundary: number; number: number; remaining: number | null },
  ): Promise<SliceRow> {
    if (slice.request.kind !== 'list') throw new Error('Only lists are split');
    const raised = { ...slice.request, from: boundary };
    const older = { ...slice.request, to: boundary };
    const touched = await tx.execute(
      `UPDATE sync_slices SET request = $6, remaining = $7
       WHERE tenant_id = $1 AND run_id = $2 AND stream = $3 AND slice = $4 AND fence = $5`,
      [run.tenantId, run.id, slice.stream, slice.slice, run.fence, JSON.stringify(raised), remaining],
    );
    if (touched === 0) throw new LeaseLostError();
    const { stream, sweep } = slice;
    await this.insert(tx, run, { stream, slice: number, request: older, sweep }, remaining);
    slice.request.from = boundary;
    return { ...slice, slice: number, request: older, cursor: null, watermark: null, fetched: 0, pages: 0 };
  }

  /** Starts a slice over: its cursor is no longer known to the provider. */
  async restart(tx: Transaction, run: RunRow, slice: SliceRow): Promise<void> {
    await tx.execute(
      `UPDATE sync_slices SET cursor = NULL, watermark = NULL WHERE tenant_id = $1 AND run_id = $2 AND stream = $3
         AND slice = $4 AND fence = $5`,
      [run.tenantId, run.id, slice.stream, slice.slice, run.fence],
    );
  }

  /** Forgets where the walks of a stream are: it cannot be read. */
  async forgetCursors(tx: Transaction, run: RunRow, stream: string): Promise<void> {
    await tx.execute(
      `UPDATE sync_slices SET cursor = NULL WHERE tenant_id = $1 AND run_id = $2 AND stream = $3 AND fence = $4`,
      [run.tenantId, run.id, stream, run.fence],
    );
  }

  async fail(tx: Transaction, run: RunRow, { stream, code, message }: StreamError): Promise<void> {
    await tx.execute(
      `UPDATE sync_slices SET status = 'failed', error = $5 WHERE tenant_id = $1 AND run_id = $2 AND stream = $3 AND fence = $4`,
      [run.tenantId, run.id, stream, run.fence, JSON.stringify({ code, message })],
    );
  }

  async addDeleted(tx: Transaction, run: RunRow, stream: string, deleted: number, requests: number): Promise<void> {
    await tx.execute(
      `UPDATE sync_slices SET deleted = deleted + $5, requests = requests + $6
       WHERE tenant_id = $1 AND run_id = $2 AND stream = $3 AND slice = 0 AND fence = $4`,
      [run.tenantId, run.id, stream, run.fence, deleted, requests],
    );
  }
}
