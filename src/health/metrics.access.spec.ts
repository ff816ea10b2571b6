import { describe, expect, it } from '@jest/globals';
import { UnauthenticatedError } from '../common/http.errors.js';
import { MetricsAccess } from './metrics.access.js';

describe('MetricsAccess', () => {
  const access = new MetricsAccess({ metricsToken: 'a-token' });

  it.each(['Bearer a-token', 'bearer a-token', 'Bearer   a-token'])('lets "%s" in', (header) => {
    expect(() => access.check(header)).not.toThrow();
  });

  it.each([
    undefined,
    '',
    'a-token',
    'Basic a-token',
    'Bearer',
    'Bearer ',
    'Bearer a-toke',
    'Bearer a-token, x',
    'Bearer a-token x',
  ])('refuses %j', (header) => {
    expect(() => access.check(header)).toThrow(UnauthenticatedError);
  });

  it('admits every caller where no token is configured', () => {
    expect(() => new MetricsAccess({}).check(undefined)).not.toThrow();
  });
});
