import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../auth/principal.js';
import type { BatchOperation, BatchOutcome, BatchRequest, ImportedRows } from '../../batches/batch.operations.js';
import { ValidationError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import { ENTITIES, type Entity } from '../items/entity.js';
import { IntakeService } from '../intake/intake.service.js';
import { assertMayPush } from '../watching/push.permission.js';
import { hasMoreLines, rowsOf, type ImportRow } from './import.rows.js';

/**
 * Pushes the rows of an upload to one integration, as if a service had sent them in many calls. Each step is committed by
 * itself. A repeated upload changes nothing, because its items are not newer.
 */
@Injectable()
export class Importer implements BatchOperation {
  constructor(
    private readonly intake: IntakeService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  /**
   * @throws ForbiddenError when the caller may not push the entity
   * @throws NotFoundError when the integration does not exist in the tenant
   * @throws UnprocessableError when the integration cannot take it yet
   * @throws ValidationError when there are too many lines
   * @throws OutboundBacklogError when the tenant has too much open work. What was accepted so far goes on
   */
  async start(principal: Principal, { integrationId, entities, rows }: BatchRequest): Promise<BatchOutcome> {
    const [entity, ...others] = entities ?? [];
    const pushed = ENTITIES.find((known) => known === entity);
    if (!pushed || others.length > 0 || !rows)
      throw new ValidationError([{ field: 'entity', message: 'is required for import' }]);
    assertMayPush(principal, pushed);
    const { limits } = this.config;
    if (hasMoreLines(rows, limits.IMPORT_MAX_LINES)) {
      throw new ValidationError([{ field: 'body', message: `must have at most ${limits.IMPORT_MAX_LINES} lines` }]);
    }
    await this.intake.checkNamed(principal, pushed, [integrationId]);
    const bounds = {
      bytes: limits.IMPORT_MAX_LINE_BYTES,
      depth: limits.INTAKE_MAX_DEPTH,
      nodes: limits.REQUEST_MAX_NODES,
      keys: limits.REQUEST_MAX_KEYS,
      stepRows: limits.OUTBOUND_STEP_ITEMS,
      stepBytes: limits.IMPORT_STEP_BYTES,
    };
    const batchIds: string[] = [];
    const total: ImportedRows = { accepted: 0, stale: 0, rejected: 0, errors: [] };
    for (const step of rowsOf(rows, bounds)) {
      const batchId = await this.push(principal, pushed, integrationId, step, total);
      if (batchId) batchIds.push(batchId);
      // Nothing is awaited for lines that cannot be read, and other callers wait.
      await nextTurn();
    }
    return { batchIds, rows: total };
  }

  /** @returns the id of the batch, unless no line could be read */
  private async push(
    principal: Principal,
    entity: Entity,
    integrationId: string,
    step: readonly ImportRow[],
    total: ImportedRows,
  ): Promise<string | null> {
    const refuse = (error: ImportedRows['errors'][number]) => {
      total.rejected += 1;
      if (total.errors.length < this.config.limits.IMPORT_REJECTED_LISTED) total.errors.push(error);
    };
    for (const { line, problem } of step) {
      if (problem === null) continue;
      refuse({ line, id: null, errors: [{ field: '', code: 'invalid_item', message: problem }] });
    }
    const usable = step.filter(({ problem }) => problem === null);
    if (usable.length === 0) return null;
    const items = usable.map(({ item }) => item);
    const { batchId, accepted, rejected } = await this.intake.push(principal, entity, items, [integrationId]);
    const stale = accepted.filter((item) => item.stale).length;
    total.accepted += accepted.length - stale;
    total.stale += stale;
    for (const { index, id = null, errors } of rejected) refuse({ line: usable[index]?.line ?? 0, id, errors });
    return batchId;
  }
}
