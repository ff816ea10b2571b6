import { CatalogChanges } from '../live/catalog.changes.js';
import { iso } from '../dataset/square.time.js';
import { badRequest, missingField, SquareApiError } from '../square.errors.js';
import type { SquareObject } from '../square.stream.js';
import type { ApiCall, ApiRoute } from './api.call.js';
import { required, texts } from './parameter.reading.js';

const scope = 'ITEMS_WRITE';
const MOST_IN_BATCH = 1000;
const MOST_IN_REQUEST = 10_000;
const LONGEST_KEY = 128;

export const CATALOG_WRITING: readonly ApiRoute[] = [
  {
    method: 'POST',
    path: '/v2/catalog/batch-upsert',
    scope,
    fields: ['idempotency_key', 'batches'],
    longestKey: LONGEST_KEY,
    isCatalogWrite: true,
    run: (call) => upsertAll(call, batchesOf(call)),
  },
  {
    method: 'POST',
    path: '/v2/catalog/object',
    scope,
    fields: ['idempotency_key', 'object'],
    longestKey: LONGEST_KEY,
    isCatalogWrite: true,
    run: (call) => {
      needKey(call);
      const { objects, id_mappings: mappings } = upsert(call, [required(call.body.object, 'object')]);
      return { catalog_object: objects[0], ...(mappings.length > 0 ? { id_mappings: mappings } : {}) };
    },
  },
  {
    method: 'DELETE',
    path: '/v2/catalog/object/:id',
    scope,
    isCatalogWrite: true,
    run: (call) => remove(call, call.ids),
  },
  {
    method: 'POST',
    path: '/v2/catalog/batch-delete',
    scope,
    fields: ['object_ids'],
    isCatalogWrite: true,
    run: (call) => remove(call, texts(call.body.object_ids, 'object_ids', 200)),
  },
];

function batchesOf(call: ApiCall): SquareObject[][] {
  needKey(call);
  const { batches } = call.body;
  if (!Array.isArray(batches) || batches.length === 0) throw missingField('batches');
  const ready = (batches as SquareObject[]).map((batch, at) => {
    if (!Array.isArray(batch.objects)) throw missingField(`batches[${at}].objects`);
    if (batch.objects.length > MOST_IN_BATCH) {
      throw badRequest('ARRAY_LENGTH_TOO_LONG', `At most ${MOST_IN_BATCH} objects.`, `batches[${at}].objects`);
    }
    return batch.objects as SquareObject[];
  });
  if (ready.flat().length > MOST_IN_REQUEST) {
    throw badRequest('ARRAY_LENGTH_TOO_LONG', `At most ${MOST_IN_REQUEST} objects.`, 'batches');
  }
  return ready;
}

/** Each batch is done whole or not at all. Those that can be are done, and the errors of the others told beside them. */
function upsertAll(call: ApiCall, batches: readonly SquareObject[][]): unknown {
  const done: SquareObject[] = [];
  const mapped: unknown[] = [];
  const errors: SquareApiError[] = [];
  for (const batch of batches) {
    try {
      const { objects, id_mappings: mappings } = upsert(call, batch);
      done.push(...objects);
      mapped.push(...mappings);
    } catch (error) {
      if (!(error instanceof SquareApiError)) throw error;
      errors.push(error);
    }
  }
  if (errors.length === batches.length) throw errors[0]!;
  return {
    ...(errors.length > 0 ? { errors: errors.map(({ fields }) => fields) } : {}),
    objects: done,
    ...(mapped.length > 0 ? { id_mappings: mapped } : {}),
    updated_at: now(call),
  };
}

function upsert(call: ApiCall, objects: SquareObject[]) {
  const changed = new CatalogChanges(call.world.journal, call.account).upsert(objects);
  const mappings = [...changed.mappings].map(([client, id]) => ({ client_object_id: client, object_id: id }));
  return { objects: changed.objects, id_mappings: mappings };
}

function remove(call: ApiCall, ids: readonly string[]): unknown {
  const { ids: deleted } = new CatalogChanges(call.world.journal, call.account).remove(ids);
  return { deleted_object_ids: deleted, deleted_at: now(call) };
}

const now = (call: ApiCall): string => iso(call.world.clock.milliseconds());

function needKey(call: ApiCall): void {
  if (typeof call.body.idempotency_key !== 'string' || call.body.idempotency_key === '')
    throw missingField('idempotency_key');
}
