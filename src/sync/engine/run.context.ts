import type { OpenConnection } from '../../integrations/connections/connection.loader.js';
import type { RunRow } from '../runs/run.row.js';

/** Everything that the parts of one run's execution share. */
export interface RunContext extends OpenConnection {
  run: RunRow;
  signal: AbortSignal;
  /** When the account's oldest objects may date from, epoch seconds; asked of the provider once a run. */
  earliest(): Promise<number | null>;
}

export const idsOf = ({ run }: RunContext) => ({
  tenantId: run.tenantId,
  integrationId: run.integrationId,
  runId: run.id,
});
