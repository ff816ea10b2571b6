import { SHAPES, type StreamName } from '../quickbooks.entity.js';
import { objectNotFound } from '../quickbooks.fault.js';
import type { ApiCall } from './api.call.js';
import { requirePlan } from './plan.check.js';

/** Inactive list entities can still be read by their id; CompanyInfo is read by the realmId, Preferences by nothing. */
export function readEntity(call: ApiCall, stream: StreamName): Record<string, unknown> {
  const id = call.path[1] ?? '1';
  const wanted = stream === 'company_info' && id === call.company.realmId ? '1' : id;
  requirePlan(call.company, stream);
  const object = call.company.store(stream).find(wanted);
  if (!object) throw objectNotFound();
  return { [SHAPES[stream].entity]: object };
}
