import { describe, expect, it } from '@jest/globals';
import type { AuthRequest } from '../../auth/auth.request.js';
import { auditEntryOf } from './audit.entry.js';

const request = (changes: object = {}): AuthRequest =>
  ({
    id: 'request-1',
    method: 'POST',
    routeOptions: { url: '/api/v1/admin/queues/:name/pause' },
    params: {},
    query: {},
    ...changes,
  }) as unknown as AuthRequest;

describe('auditEntryOf', () => {
  it('names the route by its pattern and the target by its parameters', () => {
    expect(auditEntryOf(request({ params: { name: 'integration-low' } }), 'user:1')).toEqual({
      actor: 'user:1',
      action: 'POST /api/v1/admin/queues/:name/pause',
      target: 'integration-low',
      detail: { requestId: 'request-1', query: {} },
    });
  });

  it('keeps of a body only what names the target', () => {
    const body = { integrationId: 'i-1', syncType: 'customers', apiKey: 'sk_live_1', note: 'x' };
    const entry = auditEntryOf(request({ body }), 'user:1');
    expect(entry).toMatchObject({ target: 'i-1/customers', detail: { integrationId: 'i-1', syncType: 'customers' } });
    expect(JSON.stringify(entry)).not.toContain('sk_live_1');
  });

  it('has no target where nothing is named', () => {
    expect(auditEntryOf(request({ body: { integrationId: 7 } }), 'user:1').target).toBeNull();
  });

  it('keeps nothing that PostgreSQL would refuse', () => {
    const query = { provider: 'a\0b', status: '\ud800', long: 'x'.repeat(5_000) };
    const { detail } = auditEntryOf(request({ query }), 'user:\0');
    const kept = detail.query as Record<string, string>;
    expect(kept.provider).toBe('a\ufffdb');
    expect(kept.status).toBe('\ufffd');
    expect(kept.long).toHaveLength(200);
  });
});
