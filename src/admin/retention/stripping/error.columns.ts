import { NO_UUID } from './stripping.target.js';

/** A column in which a table stores errors. */
export interface ErrorColumn {
  table: string;
  column: string;
  /** The columns of the primary key, in order. `first`: a value that sorts before all values of the column. */
  key: readonly { column: string; type: 'uuid' | 'text' | 'integer'; first: string }[];
  /** SQL expression for the provider of a row `t`. */
  provider: string;
}

const uuid = (column: string) => ({ column, type: 'uuid' as const, first: NO_UUID });
const text = (column: string) => ({ column, type: 'text' as const, first: '' });
const integer = (column: string) => ({ column, type: 'integer' as const, first: '-1' });
const ofRun = '(SELECT r.provider FROM sync_runs r WHERE r.tenant_id = t.tenant_id AND r.id = t.run_id)';
const ofIntegration =
  '(SELECT i.provider FROM integrations i WHERE i.tenant_id = t.tenant_id AND i.id = t.integration_id)';

export const ERROR_COLUMNS: readonly ErrorColumn[] = [
  { table: 'integrations', column: 'last_error', key: [uuid('tenant_id'), uuid('id')], provider: 't.provider' },
  { table: 'sync_runs', column: 'error', key: [uuid('tenant_id'), uuid('id')], provider: 't.provider' },
  {
    table: 'sync_slices',
    column: 'error',
    key: [uuid('tenant_id'), uuid('run_id'), text('stream'), integer('slice')],
    provider: ofRun,
  },
  {
    table: 'sync_states',
    column: 'last_error',
    key: [uuid('tenant_id'), uuid('integration_id'), text('stream')],
    provider: ofIntegration,
  },
  // Includes dead letters.
  { table: 'webhook_events', column: 'error', key: [uuid('tenant_id'), uuid('id')], provider: 't.provider' },
];
