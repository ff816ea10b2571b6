import { describe, expect, it } from '@jest/globals';
import { TenantSemaphore } from './tenant.semaphore.js';

describe('TenantSemaphore', () => {
  it('gives each tenant so many turns at a time', () => {
    const turns = new TenantSemaphore(2);
    expect([turns.acquire('a'), turns.acquire('a'), turns.acquire('a'), turns.acquire('b')]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    turns.release('a');
    expect(turns.acquire('a')).toBe(true);
  });

  it('has a turn that was put aside made up for once', () => {
    const turns = new TenantSemaphore(1);
    turns.acquire('a');
    turns.acquire('a');
    turns.acquire('a');
    expect(turns.release('a')).toBe(true);
    turns.acquire('a');
    expect(turns.release('a')).toBe(false);
  });
});
