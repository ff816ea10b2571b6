import { describe, expect, it } from '@jest/globals';
import { servesApi } from './start.roles.js';

describe('servesApi', () => {
  it.each([undefined, '', ' ', 'api', 'worker, api', 'api,worker,scheduler'])('is so with ROLES=%p', (ROLES) => {
    expect(servesApi({ ROLES })).toBe(true);
  });

  it.each(['worker', 'worker,scheduler', 'scheduler', 'apis'])('is not with ROLES=%p', (ROLES) => {
    expect(servesApi({ ROLES })).toBe(false);
  });
});
