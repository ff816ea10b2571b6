import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import {
  BadRequestError,
  NotFoundError,
  UnauthenticatedError,
  UnknownEndpointError,
} from '../../common/http.errors.js';
import { loadConfig } from '../../config/config.js';
import { AuthFailures } from './auth.failures.js';

const from = (ip: string) => ({ ip }) as FastifyRequest;
const failures = (refused: (address: string, reason: string) => void = () => undefined) =>
  new AuthFailures(loadConfig({ AUTH_FAILURES_PER_MINUTE: '15' }), { refused });
const wrong = new UnauthenticatedError('wrong');

describe('AuthFailures', () => {
  it('answers failures as they are, until there are too many of one client', async () => {
    const judge = failures();
    for (let i = 0; i < 5; i++) await expect(judge.judge(wrong, from('192.0.2.1'))).resolves.toBe(wrong);
    await expect(judge.judge(wrong, from('192.0.2.1'))).resolves.toMatchObject({
      status: 429,
      headers: { 'retry-after': expect.stringMatching(/^(\d|1\d|20)$/) },
    });
    await expect(judge.judge(wrong, from('192.0.2.2'))).resolves.toBe(wrong);
  });

  it('counts all addresses of an IPv6 network together', async () => {
    const judge = failures();
    for (let i = 0; i < 5; i++) await judge.judge(wrong, from(`2001:db8::${i}`));
    await expect(judge.judge(wrong, from('2001:db8::ffff'))).resolves.toMatchObject({ status: 429 });
    await expect(judge.judge(wrong, from('2001:db8:0:1::1'))).resolves.toBe(wrong);
  });

  it('counts guessed tokens, and no other mistakes', async () => {
    const judge = failures();
    const guessed = new UnknownEndpointError();
    for (const error of [new BadRequestError('x', 'bad_request'), new NotFoundError('x'), new TypeError('x')]) {
      for (let i = 0; i < 10; i++) await expect(judge.judge(error, from('192.0.2.1'))).resolves.toBe(error);
    }
    for (let i = 0; i < 5; i++) await judge.judge(guessed, from('192.0.2.1'));
    await expect(judge.judge(guessed, from('192.0.2.1'))).resolves.toMatchObject({ status: 429 });
  });

  it('reports every failed authentication, also above the limit, and nothing else', async () => {
    const reported: string[] = [];
    const judge = failures((address, reason) => reported.push(`${address} ${reason}`));
    for (let i = 0; i < 7; i++) await judge.judge(wrong, from('192.0.2.1'));
    await judge.judge(new UnknownEndpointError(), from('2001:db8::1'));
    await judge.judge(new NotFoundError('x'), from('192.0.2.1'));
    expect(reported).toEqual([
      ...Array<string>(7).fill('192.0.2.1 unauthenticated'),
      '2001:db8:0:0::/64 webhook_endpoint_not_found',
    ]);
  });

  it('keeps a client that is over its limit from the database, and no other', async () => {
    const judge = failures();
    for (let i = 0; i < 6; i++) await judge.judge(wrong, from('192.0.2.1'));
    await expect(judge.requireAllowance(from('192.0.2.1'))).rejects.toMatchObject({ status: 429 });
    await expect(judge.requireAllowance(from('192.0.2.2'))).resolves.toBeUndefined();
  });
});
