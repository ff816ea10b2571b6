import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/transaction.js';
import type { PullPage } from '../../providers/provider.port.js';
import type { LeftOut } from '../../providers/record-batch.js';
import { storableJson } from '../../records/storable-json.js';
import { LeaseLostError } from '../../work/lease.js';
import type { WriteCounts } from '../../records/record.store.js';
import type { LeftOutObject, RunRow, StreamError } from '../runs/run.row.js';
import { SLICE_COLUMNS, type RefusedSlice, type SliceRow } from './slice.row.js';

/** So many of the objects that a slice leaves out are named; all are counted. */
const LEFT_OUT_NAMED = 10;

/** $1 tenant, $2 run, $3 stream, $4 slice, $5 fence, then what the page brought. */
const ADVANCE_SQL = `
  UPDATE sync_slices SET cursor = $6, status = CASE WHEN $6::jsonb IS NULL THEN 'done' ELSE status END,
    watermark = coalesce(watermark, $7), memory = coalesce($8::jsonb, memory), remaining = $9,
    fetched = fetched + $10, created = created + $11, updated = updated + $12, unchanged = unchanged + $13,
    deleted = deleted + $14, pages = pages + 1, requests = requests + $15, totals = coalesce($16::jsonb, totals),
    failed = failed + $17, refused = coalesce($18::jsonb, refused), advanced_at = now(),
    left_out = CASE WHEN $19::jsonb IS NULL THEN left_out
      ELSE jsonb_path_query_array(coalesce(left_out, '[]') || $19::jsonb, '$[0 to ${LEFT_OUT_NAMED - 1}]') END
  WHERE tenant_id = $1 AND run_id = $2 AND stream = $3 AND slice = $4 AND fence = $5`;

const INSERT_SQL = `
  INSERT INTO sync_slices (tenant_id, run_id, stream, slice, request, sweep, fence, remaining)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`;

/** Of the whole run: how many, and the first few. */
const LEFT_OUT_SQL = `
  SELECT sum(failed)::float8 AS count, coalesce(jsonb_path_query_array(
    (SELECT jsonb_agg(o.object ORDER BY s.stream, s.slice, o.n) FROM sync_slices s,
       jsonb_array_elements(s.left_out) WITH ORDINALITY AS o(object, n) WHERE s.tenant_id = $1 AND s.run_id = $2),
    '$[0 to ${LEFT_OUT_NAMED - 1}]'), '[]') AS named
  FROM sync_slices WHERE tenant_id = $1 AND run_id = $2 HAVING sum(failed) > 0`;

const OUTCOME_SQL = `
  SELECT coalesce(sum(created + updated + deleted), 0)::float8 AS written, coalesce(
    (SELECT array_agg(DISTINCT o.object->>'stream') FROM sync_slices s, jsonb_array_elements(s.left_out) AS o(object)
     WHERE s.tenant_id = $1 AND s.run_id = $2 AND s.stream = $3), '{}') AS "leftOutStreams"
  FROM sync_slices WHERE tenant_id = $1 AND run_id = $2 AND stream = $3`;

/** What became of a page. */
export interface PageOutcome {
  counts: WriteCounts;
  /** What the provider left out, and what PostgreSQL refused. */
  leftOut: readonly LeftOut[];
  refused: readonly RefusedSlice[];
  /** Records that are probably still to come; `null`: unknown. */
  remaining: number | null;
}

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
    { counts, leftOut, refused, remaining }: PageOutcome,
  ): Promise<void> {
    const touched = await tx.execute(ADVANCE_SQL, [
      run.tenantId,
      run.id,
      slice.stream,
      slice.slice,
      run.fence,
      page.cursor === null ? null : storableJson(JSON.stringify(page.cursor)),
      page.watermark ?? null,
      page.memory === undefined ? null : storableJson(JSON.stringify(page.memory)),
      remaining,
      page.records.types.length + (page.records.leftOut?.length ?? 0),
      counts.created,
      counts.updated,
      counts.unchanged,
      counts.deleted,
      page.requests,
      page.totals === undefined ? null : JSON.stringify(page.totals),
      leftOut.length,
      refused.length === 0 ? null : storableJson(JSON.stringify(refused)),
      leftOut.length === 0 ? null : storableJson(JSON.stringify(leftOut.slice(0, LEFT_OUT_NAMED).map(toNamed))),
    ]);
    if (touched === 0) throw new LeaseLostError();
  }

  /** What all slices of a run have left out. */
  async leftOut(tx: Transaction, { tenantId, id }: RunRow): Promise<{ count: number; named: LeftOutObject[] }> {
    const row = await tx.row<{ count: number; named: LeftOutObject[] }>(LEFT_OUT_SQL, [tenantId, id]);
    return row ?? { count: 0, named: [] };
  }

  /** What the slices of one feed have written, and of which streams they have left out objects, as far as these are named. */
  async outcomeOf(
    tx: Transaction,
    { tenantId, id }: RunRow,
    name: string,
  ): Promise<{ written: number; leftOutStreams: string[] }> {
    const row = await tx.row<{ written: number; leftOutStreams: string[] }>(OUTCOME_SQL, [tenantId, id, name]);
    return row ?? { written: 0, leftOutStreams: [] };
  }

  /** How many objects the slices of one stream have left out. */
  async leftOutOf(tx: Transaction, { tenantId, id }: RunRow, name: string): Promise<number> {
    const row = await tx.row<{ count: number }>(
      `SELECT sum(failed)::float8 AS count FROM sync_slices WHERE tenant_id = $1 AND run_id = $2 AND stream = $3`,
      [tenantId, id, name],
    );
    return row?.count ?? 0;
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

  /** @param status `unavailable`: the account may not read the stream, which is no failure */
  async end(
    tx: Transaction,
    run: RunRow,
    status: 'failed' | 'unavailable',
    { stream, code, message }: StreamError,
  ): Promise<void> {
    await tx.execute(
      `UPDATE sync_slices SET status = $5, error = $6 WHERE tenant_id = $1 AND run_id = $2 AND stream = $3 AND fence = $4`,
      [run.tenantId, run.id, stream, run.fence, status, JSON.stringify({ code, message })],
    );
  }

  async addSwept(
    tx: Transaction,
    run: RunRow,
    stream: string,
    { deleted, requests, leftOut }: { deleted: number; requests: number; leftOut: readonly LeftOut[] },
  ): Promise<void> {
    await tx.execute(
      `UPDATE sync_slices SET deleted = deleted + $5, requests = requests + $6, failed = failed + $7,
         left_out = jsonb_path_query_array(coalesce(left_out, '[]') || $8::jsonb, '$[0 to ${LEFT_OUT_NAMED - 1}]')
       WHERE tenant_id = $1 AND run_id = $2 AND stream = $3 AND slice = 0 AND fence = $4`,
      [
        run.tenantId,
        run.id,
        stream,
        run.fence,
        deleted,
        requests,
        leftOut.length,
        storableJson(JSON.stringify(leftOut.slice(0, LEFT_OUT_NAMED).map(toNamed))),
      ],
    );
  }
}

function toNamed({ type: stream, externalId, reason }: LeftOut): LeftOutObject {
  return { stream, externalId, reason };
}
