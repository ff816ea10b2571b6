import { describe, expect, it } from '@jest/globals';
import { TenantTurns } from './tenant.turns.js';

describe('TenantTurns', () => {
  it('gives each tenant so many turns at a time', () => {
    const turns = new TenantTurns(2);
    expect([turns.begin('a'), turns.begin('a'), turns.begin('a'), turns.begin('b')]).toEqual([true, true, false, true]);
    turns.end('a');
    expect(turns.begin('a')).toBe(true);
  });

  it('has a turn that was put aside made up for once', () => {
    const turns = new TenantTurns(1);
    turns.begin('a');
    turns.begin('a');
    turns.begin('a');
    expect(turns.end('a')).toBe(true);
    turns.begin('a');
    expect(turns.end('a')).toBe(false);
  });
});
