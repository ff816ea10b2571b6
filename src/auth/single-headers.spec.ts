import { describe, expect, it } from '@jest/globals';
import { UnauthenticatedError } from '../common/http.errors.js';
import { singleHeaders } from './single-headers.js';

const names = new Set(['authorization', 'x-service-name']);

describe('singleHeaders', () => {
  it('reads the named headers in any case, as they were sent', () => {
    const raw = ['Host', 'h', 'AUTHORIZATION', 'Bearer A', 'X-Service-Name', 'ticket-service', 'accept', '*/*'];
    expect([...singleHeaders(raw, names)]).toEqual([
      ['authorization', 'Bearer A'],
      ['x-service-name', 'ticket-service'],
    ]);
  });

  it.each([
    ['different values', ['Authorization', 'Bearer A', 'authorization', 'Bearer B']],
    ['equal values', ['Authorization', 'Bearer A', 'Authorization', 'Bearer A']],
    ['an empty first', ['x-service-name', '', 'X-SERVICE-NAME', 'ticket-service']],
  ])('refuses a doubled header: %s', (_, raw) => {
    expect(() => singleHeaders(raw, names)).toThrow(UnauthenticatedError);
  });

  it('does not mind other headers twice', () => {
    expect(singleHeaders(['Accept', 'a', 'Accept', 'b'], names).size).toBe(0);
  });
});
