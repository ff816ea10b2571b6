import { describe, expect, it } from '@jest/globals';
import { barParts, shareOf, type Bar } from './progress.bar.js';

const bar = (part: Partial<Bar> = {}): Bar => ({ label: 'customers', done: 500, total: 2000, state: 'open', ...part });

describe('barParts', () => {
  it('fills the share that is done', () => {
    const [label, drawn, numbers] = barParts(bar(), 93);
    expect(label).toBe('  customers              ');
    expect(drawn).toBe('█'.repeat(10) + '░'.repeat(30));
    expect(numbers).toBe(' 500 of 2,000');
  });

  it.each([
    ['an unknown total', bar({ total: null }), '░'.repeat(40), ' 500 of ?'],
    ['the end', bar({ state: 'done', total: 400 }), '█'.repeat(40), ' 500'],
    ['an empty stream at its end', bar({ state: 'done', done: 0, total: 0 }), '█'.repeat(40), ' 0'],
    ['a failure', bar({ state: 'failed' }), '█'.repeat(10) + '░'.repeat(30), ' 500 failed'],
  ])('shows %s', (_, given, drawn, numbers) => {
    expect(barParts(given, 100).slice(1)).toEqual([drawn, numbers]);
  });

  it.each([20, 40, 60, 80, 200])('is no wider than %i columns', (columns) => {
    const long = bar({ label: 'a_stream_with_a_very_long_name', done: 123_456_789, total: 987_654_321 });
    expect(barParts(long, columns).join('').length).toBeLessThanOrEqual(columns);
  });
});

describe('shareOf', () => {
  it('does not claim the end before it has come', () => {
    expect(shareOf(bar({ done: 2500 }))).toBe(0.99);
  });
});
