import { describe, expect, it } from '@jest/globals';
import { toProblem } from '../common/problem.js';
import { loadConfig } from '../config/config.js';
import type { TenantTransaction } from '../database/transaction.js';
import { QuotaExceededError } from './quota.error.js';
import type { QuotaUse, QuotaWarnings } from './quota.warnings.js';
import { Quotas } from './quotas.js';

const TENANT = '0192d3f0-aaaa-7bbb-8ccc-0123456789ab';
const KEYS = 'QUOTA_IDEMPOTENCY_KEYS';

/** Quotas with a database in which a tenant has `used` items of everything, and that records each query. */
function quotasWith(used: number, env: Record<string, string> = {}, freesIn?: number) {
  const asked: string[] = [];
  const tx = {
    tenantId: TENANT,
    execute: async (sql: string, [key]: [string]) => void asked.push(sql.includes('advisory') ? `lock ${key}` : sql),
    row: async (_sql: string, parameters: unknown[]) => {
      asked.push(`count ${parameters.slice(1).join(' ')}`);
      return { used, freesIn };
    },
  } as unknown as TenantTransaction;
  const clock = { now: () => 0 };
  const noted: QuotaUse[] = [];
  const warnings = { note: async (_tx: unknown, use: QuotaUse) => void noted.push(use) } as unknown as QuotaWarnings;
  return { quotas: new Quotas(loadConfig(env), clock, warnings), tx, asked, noted };
}

describe('Quotas', () => {
  it('admit one more while there is room, and count under a lock of the owner', async () => {
    const { quotas, tx, asked, noted } = quotasWith(19);
    await quotas.admit(tx, 'QUOTA_ENDPOINTS', 'integration');
    expect(noted).toEqual([{ quota: 'QUOTA_ENDPOINTS', of: 'integration', used: 20, limit: 20 }]);
    expect(asked).toEqual([`lock quota:QUOTA_ENDPOINTS:${TENANT}:integration`, 'count 20 integration']);
  });

  it.each([500, 501])('refuse one more at %d of 500, and say which quota and what to do', async (used) => {
    const { quotas, tx } = quotasWith(used);
    const refusal = await quotas.admit(tx, 'QUOTA_INTEGRATIONS').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(QuotaExceededError);
    expect(toProblem(refusal, 'r')).toEqual({
      problem: {
        type: 'urn:integration-service:error:quota_exceeded',
        title: 'Quota exceeded',
        status: 409,
        code: 'quota_exceeded',
        detail: 'QUOTA_INTEGRATIONS allows 500. Disconnect an account that is no longer needed',
        requestId: 'r',
        limit: 'QUOTA_INTEGRATIONS',
        value: 500,
      },
      headers: {},
    });
  });

  it('check without a lock, before a provider is asked', async () => {
    const { quotas, tx, asked } = quotasWith(20);
    await expect(quotas.check(tx, 'QUOTA_ENDPOINTS', 'i')).rejects.toMatchObject({ status: 409 });
    expect(asked).toEqual(['count 20 i']);
  });

  it('say how many may stay where the oldest ends', async () => {
    const { quotas, tx, asked } = quotasWith(0, { QUOTA_SECRETS: '3' });
    expect(await quotas.roll(tx, 'QUOTA_SECRETS', 'endpoint')).toBe(3);
    expect(asked).toEqual([`lock quota:QUOTA_SECRETS:${TENANT}:endpoint`]);
  });

  it.each([
    [120.2, '121'],
    [0, '1'],
    [86_400, '3600'],
  ])('answer 429 where room comes by itself in %d s, to be asked again in %s s', async (freesIn, seconds) => {
    const { quotas, tx } = quotasWith(5, { [KEYS]: '5' }, freesIn);
    await expect(quotas.admit(tx, KEYS, 24)).rejects.toMatchObject({
      status: 429,
      code: 'quota_exceeded',
      headers: { 'retry-after': seconds },
      extensions: { limit: KEYS, value: 5 },
    });
  });

  it('count a small quota each time', async () => {
    const { quotas, tx, asked } = quotasWith(0, { [KEYS]: '999' });
    for (let i = 0; i < 3; i++) await quotas.admit(tx, KEYS, 24);
    expect(asked.filter((what) => what.startsWith('count'))).toHaveLength(3);
  });

  it('count a large one that is costly to count now and then, full or not', async () => {
    const roomy = quotasWith(0);
    for (let i = 0; i < 101; i++) await roomy.quotas.admit(roomy.tx, KEYS, 24);
    expect(roomy.asked.filter((what) => what.startsWith('count'))).toHaveLength(1);
    const full = quotasWith(10_000, {}, 60);
    for (let i = 0; i < 5; i++) {
      await expect(full.quotas.admit(full.tx, KEYS, 24)).rejects.toMatchObject({
        status: 429,
        headers: { 'retry-after': '60' },
      });
    }
    expect(full.asked.filter((what) => what.startsWith('count'))).toHaveLength(1);
  });
});
