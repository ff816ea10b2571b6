import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Database } from '../../database/database.js';
import { ReplaysDatabase } from '../testing/replays.database.js';
import { signedV1, signedV2 } from '../testing/service-request.builder.js';
import { RequestReplays, replayTokenOf } from './request-replays.js';
import { parseServiceClaim } from './service.claim.js';

const AT = 1_790_000_000_000;
const claim = (headers: Record<string, string>) => parseServiceClaim(Object.entries(headers).flat());
const sha256 = (text: string) => createHash('sha256').update(text).digest();

describe('replayTokenOf', () => {
  it.each(['GET', 'HEAD'])('lets version 1 repeat a %s', (method) => {
    expect(replayTokenOf(claim(signedV1(AT, { method })), method)).toBeUndefined();
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY'])('version 1, %s: the signature', (method) => {
    const headers = signedV1(AT, { method });
    expect(replayTokenOf(claim(headers), method)).toEqual({
      service: 'payment-service',
      digest: sha256(headers['x-request-signature'] as string),
      expiresAt: new Date(AT + 10 * 60_000),
    });
  });

  it.each(['GET', 'POST'])('version 2, %s: the nonce', (method) => {
    const token = replayTokenOf(claim(signedV2(AT, { method, nonce: 'abcdefghijklmnop' })), method);
    expect(token?.digest).toEqual(sha256('v2abcdefghijklmnop'));
  });
});

describe('RequestReplays', () => {
  const token = { service: 'auth-service', digest: sha256('x'), expiresAt: new Date(AT) };

  it('takes a token once, for each service', async () => {
    const replays = new RequestReplays(new ReplaysDatabase() as unknown as Database);
    await replays.use(token);
    await expect(replays.use(token)).rejects.toMatchObject({ status: 401, code: 'replayed' });
    await replays.use({ ...token, service: 'ticket-service' });
    await replays.use({ ...token, digest: sha256('y') });
  });

  it('lets one of many win', async () => {
    const replays = new RequestReplays(new ReplaysDatabase() as unknown as Database);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => replays.use(token)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is unavailable with the database', async () => {
    const database = new ReplaysDatabase();
    database.away = true;
    const replays = new RequestReplays(database as unknown as Database);
    await expect(replays.use(token)).rejects.toMatchObject({ status: 503 });
  });
});
