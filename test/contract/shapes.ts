import { expect } from '@jest/globals';

/** What the contract promises of each kind of object; for `toEqual` and `toMatchObject`. */
export interface Page {
  data: Record<string, unknown>[];
  nextCursor: string | null;
}

const nullable = (matcher: unknown) => ({
  asymmetricMatch: (value: unknown) =>
    value === null || (matcher as { asymmetricMatch(other: unknown): boolean }).asymmetricMatch(value),
});
const oneOf = (...values: string[]) => expect.stringMatching(new RegExp(`^(${values.join('|')})$`));
const COUNT = expect.any(Number);
const TEXT = expect.any(String);
const OBJECT = expect.any(Object);

export const UUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
export const TIME = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);

export const PROBLEM = { type: TEXT, title: TEXT, status: COUNT, detail: TEXT, code: TEXT, requestId: TEXT };

export const PROVIDER = {
  provider: 'stripe',
  title: 'Stripe',
  syncTypes: expect.arrayContaining(['all', 'customers']),
};

export const INTEGRATION = {
  id: UUID,
  provider: 'stripe',
  name: TEXT,
  venueId: nullable(TEXT),
  environment: oneOf('production', 'sandbox'),
  status: oneOf('connected', 'needs_reauth', 'error', 'paused', 'disconnected'),
  externalAccountId: expect.stringMatching(/^acct_/),
  scopes: expect.any(Array),
  lastSyncAt: nullable(TIME),
  lastError: nullable(OBJECT),
  createdAt: TIME,
  updatedAt: TIME,
};

export const RECORD = {
  type: TEXT,
  externalId: TEXT,
  data: OBJECT,
  version: TEXT,
  updatedAt: TIME,
  deletedAt: nullable(TIME),
  syncedAt: TIME,
};

const COUNTS = ['fetched', 'created', 'updated', 'unchanged', 'deleted', 'failed', 'pages', 'requests'];

export const RUN = {
  id: UUID,
  integrationId: UUID,
  provider: 'stripe',
  syncType: TEXT,
  mode: oneOf('incremental', 'full'),
  trigger: oneOf('user', 'service', 'schedule', 'webhook', 'batch'),
  status: oneOf('queued', 'running', 'succeeded', 'failed', 'cancelled'),
  queue: expect.stringMatching(/^integration-(high|normal|low)$/),
  attempt: COUNT,
  progress: {
    ...Object.fromEntries(COUNTS.map((name) => [name, COUNT])),
    ratePerSecond: COUNT,
    estimatedTotal: nullable(COUNT),
    etaSeconds: nullable(COUNT),
  },
  error: nullable(OBJECT),
  createdAt: TIME,
  startedAt: nullable(TIME),
  finishedAt: nullable(TIME),
  // Beyond the contract.
  operation: oneOf('sync', 'export'),
  streams: expect.any(Array),
};

export const EVENT = {
  id: UUID,
  provider: 'stripe',
  integrationId: nullable(UUID),
  eventId: TEXT,
  type: TEXT,
  status: oneOf('received', 'processing', 'done', 'ignored', 'dead'),
  attempts: COUNT,
  duplicates: COUNT,
  receivedAt: TIME,
  processedAt: nullable(TIME),
  error: nullable(OBJECT),
};

export const SCHEDULE = {
  integrationId: UUID,
  syncType: TEXT,
  everySeconds: nullable(COUNT),
  cron: nullable(TEXT),
  paused: expect.any(Boolean),
  nextAt: nullable(TIME),
  lastRunId: nullable(UUID),
  updatedAt: TIME,
  // Beyond the contract.
  fullEverySeconds: nullable(COUNT),
  nextFullAt: nullable(TIME),
};

export const QUEUE = {
  name: expect.stringMatching(/^integration-/),
  available: true,
  waiting: COUNT,
  active: COUNT,
  delayed: COUNT,
  failed: COUNT,
  paused: expect.any(Boolean),
  oldestAgeSeconds: nullable(COUNT),
  pausedAt: nullable(TIME),
  pausedBy: nullable(TEXT),
};
