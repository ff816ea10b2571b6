import type { AuditEntry } from '../../audit/audit.row.js';
import type { AuthRequest } from '../../auth/auth.request.js';

/**
 * Fields of a body that name the target of the action. No other field of a body is kept, because it may hold a secret.
 */
const NAMING_FIELDS = ['integrationId', 'syncType'] as const;
const LONGEST = 200;

/**
 * The audit entry of a request. It is written before validation, so every value is cut to a maximum length and cleaned.
 */
export function auditEntryOf(request: AuthRequest, actor: string): AuditEntry {
  const named = pick(request.body);
  const values = [...Object.values(asRecord(request.params)), ...Object.values(named)].map(clean);
  return {
    actor: clean(actor),
    action: `${request.method} ${request.routeOptions.url ?? 'unmatched'}`,
    target: values.length > 0 ? values.join('/') : null,
    detail: { requestId: request.id, query: cleanAll(asRecord(request.query)), ...named },
  };
}

function pick(body: unknown): Record<string, string> {
  const given = asRecord(body);
  return Object.fromEntries(
    NAMING_FIELDS.filter((name) => typeof given[name] === 'string').map((name) => [name, clean(given[name])]),
  );
}

function cleanAll(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [clean(name), clean(value)]));
}

/** Replaces what PostgreSQL cannot store: NUL characters and unpaired surrogates. */
function clean(value: unknown): string {
  return Buffer.from(String(value).replaceAll('\0', '\ufffd').slice(0, LONGEST)).toString();
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
