import type { MigrationInterface, QueryRunner } from 'typeorm';
import { OUTBOUND_RETENTION_SQL } from '../functions/outbound-retention.sql.js';

/** Columns of the tables of the work engine. */
const WORK_COLUMNS = `
  attempts smallint NOT NULL DEFAULT 0,
  fence integer NOT NULL DEFAULT 0,
  due_at timestamptz,
  deferred boolean NOT NULL DEFAULT false,
  hinted_at timestamptz,
  error jsonb`;

const LAST_HINT = `(CASE WHEN hinted_at IS NULL THEN '-infinity'::timestamptz ELSE hinted_at END)`;
const ITEM_PARTITIONS = 16;

/**
 * What the platform pushes and what became of it at each connected account. A call writes the items and one batch row.
 * A worker plans the batch: it writes one target for each object that an item wants at an account. A target is claimed as
 * leased work, and keeps its operations: the exact bytes that were sent, with their key.
 */
export class Outbound1795400050000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [...ITEMS, ...BATCHES, ...TARGETS, ...SETTINGS, ...OUTBOUND_RETENTION_SQL])
      await runner.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}

/** The state of every item that was pushed, as the platform last said it. */
const ITEMS = [
  `CREATE TABLE outbound_items (
    tenant_id uuid NOT NULL,
    entity text NOT NULL,
    platform_id text NOT NULL,
    version bigint NOT NULL,
    body jsonb NOT NULL,
    accepted_at timestamptz NOT NULL DEFAULT now(),
    erased_at timestamptz,
    PRIMARY KEY (tenant_id, entity, platform_id)
  ) PARTITION BY HASH (tenant_id)`,
  `CALL isolate_tenants('outbound_items')`,
  ...Array.from({ length: ITEM_PARTITIONS }, (_, i) => `outbound_items_p${String(i).padStart(2, '0')}`).flatMap(
    (name, i) => [
      `CREATE TABLE ${name} PARTITION OF outbound_items FOR VALUES WITH (MODULUS ${ITEM_PARTITIONS}, REMAINDER ${i})`,
      `CALL isolate_tenants('${name}')`,
    ],
  ),
  `CREATE INDEX outbound_items_to_erase ON outbound_items (accepted_at)
   WHERE erased_at IS NULL AND body @> '{"erase": true}'`,
];

/** The accepted items of a call are arrays in one row, because a call has up to 500 of them. */
const BATCHES = [
  `CREATE TABLE outbound_batches (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    entity text NOT NULL,
    caller text NOT NULL,
    integration_ids uuid[],
    platform_ids text[] NOT NULL,
    versions bigint[] NOT NULL,
    stale boolean[] NOT NULL,
    rejected jsonb NOT NULL DEFAULT '[]',
    received_at timestamptz NOT NULL DEFAULT now(),
    planned_at timestamptz,
    status text NOT NULL DEFAULT 'received',
    ${WORK_COLUMNS},
    PRIMARY KEY (tenant_id, id)
  )`,
  `CREATE INDEX outbound_batches_open ON outbound_batches ((CASE WHEN NOT deferred THEN tenant_id END), due_at, ${LAST_HINT})
   WHERE status IN ('received', 'planning')`,
  `CREATE INDEX outbound_batches_planned ON outbound_batches (planned_at) WHERE planned_at IS NOT NULL`,
  `CALL isolate_tenants('outbound_batches')`,
];

/**
 * A target is one object of the platform at one account. Its id follows from what it is, so another target can wait for
 * it before it exists. Several items may feed it: `wanted` and `applied` are the highest of their versions, and `changes`
 * counts how often one of them was new or newer. At most one operation of a target is open. An operation that was sent and
 * not answered is in doubt.
 */
const TARGETS = [
  `CREATE TABLE outbound_targets (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    integration_id uuid NOT NULL,
    provider text NOT NULL,
    target text NOT NULL,
    entity text NOT NULL,
    platform_id text NOT NULL,
    subject text NOT NULL,
    part text NOT NULL DEFAULT '',
    wanted bigint NOT NULL,
    changes integer NOT NULL DEFAULT 1,
    applied bigint,
    applied_hash bytea,
    operation integer NOT NULL DEFAULT 0,
    in_doubt boolean NOT NULL DEFAULT false,
    reason jsonb,
    reason_since timestamptz,
    waits_for uuid,
    external_id text,
    external_version text,
    link text CHECK (link IN ('created', 'adopted')),
    batch_ids uuid[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    quiet_until timestamptz,
    ended_at timestamptz,
    job text NOT NULL DEFAULT 'push',
    status text NOT NULL DEFAULT 'pending'
      CHECK (status IN ('pending', 'sending', 'waiting', 'applied', 'skipped', 'dead')),
    ${WORK_COLUMNS},
    PRIMARY KEY (tenant_id, id)
  )`,
  `CREATE UNIQUE INDEX outbound_targets_of_subject ON outbound_targets (tenant_id, integration_id, target, subject, part)`,
  `CREATE INDEX outbound_targets_open ON outbound_targets ((CASE WHEN NOT deferred THEN job END),
     (CASE WHEN NOT deferred THEN tenant_id END), due_at, ${LAST_HINT}) WHERE status IN ('pending', 'sending')`,
  `CREATE INDEX outbound_targets_due ON outbound_targets (tenant_id, due_at) WHERE status IN ('pending', 'sending')`,
  `CREATE INDEX outbound_targets_waiting ON outbound_targets (tenant_id, waits_for) WHERE waits_for IS NOT NULL`,
  `CREATE INDEX outbound_targets_held ON outbound_targets (tenant_id, integration_id) WHERE status = 'waiting'`,
  `CREATE UNIQUE INDEX outbound_targets_of_object ON outbound_targets (tenant_id, integration_id, target, external_id)
   WHERE external_id IS NOT NULL`,
  `CREATE INDEX outbound_targets_of_item ON outbound_targets (tenant_id, entity, platform_id)`,
  `CREATE INDEX outbound_targets_dead ON outbound_targets (id) WHERE status = 'dead'`,
  `CREATE INDEX outbound_targets_dead_of_tenant ON outbound_targets (tenant_id, id) WHERE status = 'dead'`,
  `CALL isolate_tenants('outbound_targets')`,
  `CREATE TABLE outbound_sources (
    tenant_id uuid NOT NULL,
    target_id uuid NOT NULL,
    entity text NOT NULL,
    platform_id text NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id, target_id, entity, platform_id),
    FOREIGN KEY (tenant_id, target_id) REFERENCES outbound_targets (tenant_id, id) ON DELETE CASCADE
  )`,
  `CREATE INDEX outbound_sources_of_item ON outbound_sources (tenant_id, entity, platform_id)`,
  `CALL isolate_tenants('outbound_sources')`,
  `CREATE TABLE outbound_operations (
    tenant_id uuid NOT NULL,
    target_id uuid NOT NULL,
    operation integer NOT NULL,
    generation integer NOT NULL,
    kind text NOT NULL,
    version bigint NOT NULL,
    changes integer NOT NULL,
    status text NOT NULL CHECK (status IN ('sending', 'unknown', 'done', 'failed', 'superseded')),
    idempotency_key text NOT NULL,
    reference text NOT NULL,
    request_head jsonb NOT NULL,
    kid text,
    wrapped_key bytea,
    ciphertext bytea,
    content_hash bytea NOT NULL,
    sends smallint NOT NULL DEFAULT 1,
    is_repeatable boolean NOT NULL DEFAULT true,
    first_sent_at timestamptz,
    last_sent_at timestamptz,
    response jsonb,
    error jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    PRIMARY KEY (tenant_id, target_id, operation),
    FOREIGN KEY (tenant_id, target_id) REFERENCES outbound_targets (tenant_id, id) ON DELETE CASCADE
  )`,
  `CREATE UNIQUE INDEX outbound_operations_open ON outbound_operations (tenant_id, target_id)
   WHERE status IN ('sending', 'unknown')`,
  `CREATE INDEX outbound_operations_sealed ON outbound_operations (finished_at)
   WHERE finished_at IS NOT NULL AND ciphertext IS NOT NULL`,
  `CALL isolate_tenants('outbound_operations')`,
];

const SETTINGS = [
  `CREATE TABLE outbound_rules (
    tenant_id uuid NOT NULL,
    integration_id uuid NOT NULL,
    rule text NOT NULL,
    enabled boolean NOT NULL,
    options jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    updated_by text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, integration_id, rule)
  )`,
  `CALL isolate_tenants('outbound_rules')`,
  `CREATE TABLE outbound_pauses (
    tenant_id uuid NOT NULL,
    integration_id uuid NOT NULL,
    paused_by text NOT NULL,
    paused_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, integration_id)
  )`,
  `CALL isolate_tenants('outbound_pauses')`,
  `CREATE TABLE outbound_consents (
    tenant_id uuid NOT NULL,
    integration_id uuid NOT NULL,
    address_hash bytea NOT NULL,
    state text NOT NULL,
    source text NOT NULL CHECK (source IN ('platform', 'provider')),
    stated_at timestamptz NOT NULL,
    evidence jsonb NOT NULL DEFAULT '{}',
    position bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (tenant_id, integration_id, address_hash)
  )`,
  `CREATE INDEX outbound_consents_by_position ON outbound_consents (tenant_id, position)`,
  `CREATE INDEX outbound_consents_erased ON outbound_consents (tenant_id, address_hash)
   WHERE evidence @> '{"reason": "erased"}'`,
  `CALL isolate_tenants('outbound_consents')`,
];
