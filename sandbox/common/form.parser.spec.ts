import { describe, expect, it } from '@jest/globals';
import { parseForm } from './form.parser.js';

describe('parseForm', () => {
  it('nests bracket keys and turns counted or empty ones into lists', () => {
    expect(parseForm('a=1&metadata[k%20x]=v&items[0][price]=p&items[0][quantity]=2&types[]=x&types[]=y')).toEqual({
      a: '1',
      metadata: { 'k x': 'v' },
      items: [{ price: 'p', quantity: '2' }],
      types: ['x', 'y'],
    });
  });

  it('does not reach prototypes', () => {
    parseForm('__proto__[polluted]=1&metadata[__proto__][polluted]=1');
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });
});
