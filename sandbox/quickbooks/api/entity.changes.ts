import { parseExact } from '../../common/exact.json.js';
import { SHAPES, type StreamName } from '../quickbooks.entity.js';
import type { Change } from '../live/change.journal.js';
import { validationFault } from '../quickbooks.fault.js';
import type { ApiCall } from './api.call.js';
import { requirePlan } from './plan.check.js';

type Fields = Record<string, unknown>;
type Operation = 'create' | 'update' | 'delete' | 'void';

/** `POST /<entity>`: what it does follows from `operation`, `include`, and whether the body has an Id. */
export function changeEntity(call: ApiCall, stream: StreamName): Fields {
  const body = parseBody(call.body);
  const asked = included(call).includes('void')
    ? 'void'
    : (call.params.get('operation') ?? (body.Id ? 'update' : 'create'));
  return applyChange(call, stream, asked, body);
}

/** @throws QuickBooksFault when the operation is unknown or refused */
export function applyChange(call: ApiCall, stream: StreamName, operation: string, body: Fields): Fields {
  const { world, company } = call;
  const { writer, clock } = world;
  requirePlan(company, stream);
  const options = { takesAnyNumber: included(call).includes('allowduplicatedocnum') };
  const now = clock.now();
  const { entity } = SHAPES[stream];
  const run: Record<Operation, () => Change[]> = {
    create: () => writer.create(company, stream, body, now, options),
    update: () => writer.update(company, stream, body, now, options),
    delete: () => writer.remove(company, stream, body, now),
    void: () => writer.void(company, stream, body, now),
  };
  if (!(operation in run))
    throw validationFault('2010', 'Unsupported operation', `operation ${operation}`, 'operation');
  const [change] = run[operation as Operation]();
  if (operation !== 'delete') return { [entity]: change!.object };
  return { [entity]: { status: 'Deleted', domain: 'QBO', Id: change!.id } };
}

function included({ params }: ApiCall): string[] {
  return (params.get('include') ?? '').split(',');
}

export function parseBody(body: string): Fields {
  try {
    const value = parseExact(body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  } catch {
    // Refused below, as anything that is not an object.
  }
  throw validationFault('2010', 'Request has invalid or unsupported property', 'The body is not a JSON object');
}
