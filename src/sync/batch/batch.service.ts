import { Injectable } from '@nestjs/common';
import type { Principal } from '../../auth/principal.js';
import { BatchOperations } from '../../batches/batch.operations.js';
import type { FieldError } from '../../common/app.error.js';
import { ValidationError } from '../../common/http.errors.js';
import { Database } from '../../database/database.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { RunDto } from '../runs/dto/run.dto.js';
import { type Launch, RunLauncher } from '../runs/run.launcher.js';
import { ALL, assertSyncType } from '../runs/sync-type.js';
import { isRunOperation, PUSHED, type BatchAnswerDto, type BatchDto, type RunOperation } from './dto/batch.dto.js';

const FULL_SYNC: Omit<Launch, 'syncType'> = { mode: 'full', operation: 'sync', trigger: 'batch', job: 'batch' };

const LAUNCHES: Readonly<Record<RunOperation, Omit<Launch, 'syncType'>>> = {
  resync: FULL_SYNC,
  reconcile: FULL_SYNC,
  export: { mode: 'full', operation: 'export', trigger: 'batch', job: 'batch' },
};

/** Large work at low priority. What reads is a run for each sync type; what pushes belongs to outbound. */
@Injectable()
export class BatchService {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly providers: ProviderRegistry,
    private readonly launcher: RunLauncher,
    private readonly operations: BatchOperations,
  ) {}

  /** @param rows of an NDJSON body */
  async start(principal: Principal, dto: BatchDto, rows: Buffer | null): Promise<BatchAnswerDto> {
    const { operation, integrationId } = dto;
    const syncTypes = dto.syncTypes ?? [ALL];
    refuseOther(dto, rows);
    if (!isRunOperation(operation)) {
      const entities = entitiesOf(dto);
      const made = await this.operations.get(operation).start(principal, { integrationId, entities, rows });
      return { operation, runs: [], batchIds: made.batchIds, ...(made.rows && { rows: made.rows }) };
    }
    const { tenantId } = principal;
    const integration = await this.database.inTenant(tenantId, (tx) => this.integrations.get(tx, integrationId));
    const description = this.providers.get(integration.provider).describe();
    syncTypes.forEach((syncType, index) => assertSyncType(description, syncType, `syncTypes.${index}`));
    const launches = syncTypes.map((syncType) => ({ ...LAUNCHES[operation], syncType }));
    const runs = await this.launcher.launch(integration, launches);
    return { operation, runs: runs.map((run) => RunDto.from(run)) };
  }
}

/** Each operation has its own fields. */
function refuseOther(dto: BatchDto, rows: Buffer | null): void {
  const problem = isRunOperation(dto.operation) ? problemOfRun(dto) : problemOfPush(dto);
  const isRowProblem = rows !== null && dto.operation !== 'import';
  const isMissing = rows === null && dto.operation === 'import';
  const ofRows = isRowProblem ? ONLY_IMPORT : isMissing ? NEEDS_ROWS : null;
  const first = problem ?? ofRows;
  if (first) throw new ValidationError([first]);
}

const ONLY_IMPORT = { field: 'body', message: 'has rows, which only import takes' };
const NEEDS_ROWS = {
  field: 'body',
  message: 'must be application/x-ndjson: this object in the first line, then a row a line',
};

function problemOfRun({ entity }: BatchDto): FieldError | null {
  return entity ? { field: 'entity', message: 'is only for repush and import' } : null;
}

function problemOfPush(dto: BatchDto): FieldError | null {
  const { operation, entity, syncTypes } = dto;
  if (entity && syncTypes) return { field: 'syncTypes', message: 'is not for a call that has an entity' };
  const unknown = (syncTypes ?? []).findIndex((name) => name !== ALL && !PUSHED.some((known) => known === name));
  if (unknown >= 0) return { field: `syncTypes.${unknown}`, message: `must be one of ${PUSHED.join(', ')}` };
  if (operation !== 'import' || entitiesOf(dto)?.length === 1) return null;
  return { field: 'entity', message: 'is required for import' };
}

/** What is pushed. The sync types of a push are entities. `null`: all of them. */
function entitiesOf({ entity, syncTypes }: BatchDto): readonly string[] | null {
  if (entity) return [entity];
  return !syncTypes || syncTypes.includes(ALL) ? null : syncTypes;
}
