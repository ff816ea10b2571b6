import { Injectable } from '@nestjs/common';
import { ConflictError } from '../../common/http.errors.js';
import type { IntegrationRow } from '../../integrations/connections/integration.row.js';
import { StructuredLog } from '../../observability/log/structured.log.js';
import { Dispatcher } from '../../work/dispatcher.js';
import { QUEUES } from '../../work/queue.table.js';
import { RunReader } from './run.reader.js';
import { RUN_JOBS, type RunRow } from './run.row.js';
import type { RunSnapshot } from './run.snapshot.js';
import { RunStore } from './run.store.js';

const log = new StructuredLog('Runs');

export type Launch = Pick<RunRow, 'syncType' | 'mode' | 'operation' | 'trigger' | 'job'>;

/** Opens runs and sends their hints. Callers check permissions before. */
@Injectable()
export class RunLauncher {
  constructor(
    private readonly runs: RunStore,
    private readonly reader: RunReader,
    private readonly dispatcher: Dispatcher,
  ) {}

  /**
   * In the order of `launches`; where one of the same kind is live already, that one.
   * @throws ConflictError when the integration is not in a state to talk to its provider
   */
  async launch(integration: IntegrationRow, launches: readonly Launch[]): Promise<RunSnapshot[]> {
    const { tenantId, id: integrationId, provider } = integration;
    if (launches.some(({ operation }) => operation === 'sync')) assertCanSync(integration);
    const ids: string[] = [];
    for (const launch of launches) {
      const queue = QUEUES[RUN_JOBS[launch.job]].name;
      const { run, isNew } = await this.runs.open({ ...launch, tenantId, integrationId, provider, queue });
      // A call that finds a live run is named here only: the run keeps the call that opened it.
      log.write('info', isNew ? 'run.opened' : 'run.joined', { tenantId, integrationId, runId: run.id });
      // A lost hint costs a second, and a second hint nothing, so this does not wait for Redis.
      void this.dispatcher.send([{ job: run.job, payload: { tenantId, id: run.id } }]);
      ids.push(run.id);
    }
    const opened = new Map((await this.reader.find(tenantId, ids)).map((run) => [run.id, run]));
    return ids.flatMap((id) => opened.get(id) ?? []);
  }
}

function assertCanSync({ status }: IntegrationRow): void {
  if (status === 'disconnected' || status === 'needs_reauth') {
    throw new ConflictError('Connect the account again before syncing it', `integration_${status}`);
  }
  if (status === 'paused')
    throw new ConflictError('End the pause before syncing the integration', 'integration_paused');
}
