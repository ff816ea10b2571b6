import { describe, expect, it } from '@jest/globals';
import { isObject } from '../kit/fields.js';
import { Stripping } from './stripping.js';

const NAMES = ['pin', 'refs', 'number', 'a', 'b', 'pins', 'Pin', '', '"pin', 'pin"', 'p in'];
const TEXTS = [
  '',
  'a"b',
  '\\',
  '"',
  '\\"',
  '12345678',
  '"pin":"x"',
  ', a',
  '{}',
  '[',
  '\u00e9\u4e2d\u0001',
  '\n',
  'pin',
];

const stripping = new Stripping({ members: { pin: 'remove', refs: 'removeObjects', number: 'lastFour' } });

/** Values of any shape, the same ones for the same seed. */
class Shapes {
  constructor(private seed: number) {}

  object(depth = 0): Record<string, unknown> {
    const members = Array.from({ length: this.below(5) }, () => [this.of(NAMES), this.value(depth + 1)]);
    return Object.fromEntries(members) as Record<string, unknown>;
  }

  below(limit: number): number {
    this.seed = (this.seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return (this.seed >> 8) % limit;
  }

  private value(depth: number): unknown {
    const scalars = [null, true, -1.5, this.below(1e9), this.of(TEXTS)];
    const kind = this.below(depth > 3 ? scalars.length : scalars.length + 4);
    if (kind < scalars.length) return scalars[kind];
    if (kind === scalars.length) return Array.from({ length: this.below(4) }, () => this.value(depth + 1));
    if (kind === scalars.length + 1) return JSON.stringify(this.object(depth + 1), null, this.below(3));
    return this.object(depth + 1);
  }

  private of(texts: readonly string[]): string {
    return texts[this.below(texts.length)] as string;
  }
}

/** The same by walking through the parsed value, with JSON in strings parsed as well. */
function expected(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expected);
  if (typeof value === 'string') return /^{/.test(value) ? { json: expected(JSON.parse(value)) } : value;
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(
    ([name, inner]) => name !== 'pin' && !(name === 'refs' && hasObject(inner)),
  );
  return Object.fromEntries(
    members.map(([name, inner]) => [name, name === 'number' ? lastFour(inner) : expected(inner)]),
  );
}

function parsed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(parsed);
  if (typeof value === 'string') return /^{/.test(value) ? { json: parsed(JSON.parse(value)) } : value;
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, parsed(inner)]));
}

const hasObject = (value: unknown) => isObject(value) || (Array.isArray(value) && JSON.stringify(value).includes('{'));
const lastFour = (value: unknown) =>
  Number.isInteger(value) || (typeof value === 'string' && /^[\w .-]*$/.test(value)) ? String(value).slice(-4) : null;

describe('Stripping text', () => {
  it.each([1, 2, 3, 4])('comes to the same as walking through what it says (seed %i)', (seed) => {
    const shapes = new Shapes(seed);
    for (let i = 0; i < 500; i++) {
      const value = [shapes.object()];
      const text = JSON.stringify(value, null, shapes.below(3));
      const stripped = stripping.json(text);
      expect(parsed(JSON.parse(stripped))).toEqual(expected(value));
      expect(stripping.json(stripped)).toBe(stripped);
      expect(stripping.unreadableBody(Buffer.from(text)).toString()).toBe(stripped);
    }
  });
});
