import { describe, expect, it } from '@jest/globals';
import { exampleOf } from './openapi.examples.js';

const SCHEMAS = {
  Thing: {
    type: 'object',
    properties: {
      id: { type: 'string', example: 'thing-1' },
      paused: { type: 'boolean', example: false },
      count: { type: 'number', default: 0 },
      state: { type: 'string', enum: ['open', 'done'] },
      at: { type: 'string', format: 'date-time' },
      endedAt: { type: 'string', format: 'date-time', nullable: true },
      note: { type: 'string' },
    },
  },
};
const THING = { id: 'thing-1', paused: false, count: 0, state: 'open', at: expect.any(String), endedAt: null };
const REFERENCE = { $ref: '#/components/schemas/Thing' };

describe('exampleOf', () => {
  it.each<[string, object, unknown]>([
    ['composes the examples of the fields', REFERENCE, THING],
    ['wraps the example of an item', { type: 'array', items: REFERENCE }, [THING]],
    [
      'merges parts',
      { allOf: [REFERENCE, { type: 'object', properties: { kind: { enum: ['x'] } } }] },
      { ...THING, kind: 'x' },
    ],
    ['prefers an example of the whole', { ...SCHEMAS.Thing, example: { id: 'whole' } }, { id: 'whole' }],
    ['is null where null is allowed and no example is given', { nullable: true, oneOf: [REFERENCE] }, null],
    ['is undefined where nothing is known', { type: 'string' }, undefined],
    ['takes the first alternative', { oneOf: [REFERENCE, { type: 'string' }] }, THING],
  ])('%s', (_, schema, expected) => {
    expect(exampleOf(schema, SCHEMAS)).toEqual(expected);
  });
});
