import { externalIdOf, nameOf } from './mailchimp.external-id.js';

describe('the name of a record', () => {
  it.each([
    [{ parent: null, id: 'c1' }, 'c1'],
    [{ parent: null, id: 'shop:1' }, 'shop:1'],
    [{ parent: 'l1', id: 'h1' }, 'l1:h1'],
    [{ parent: 's1', id: 'o:1' }, 's1:o:1'],
    [{ parent: 'shop:1', id: 'o1' }, 'shop%3A1:o1'],
    [{ parent: '%3A', id: 'o1' }, '%253A:o1'],
  ])('of %j is %s, and back', (name, externalId) => {
    expect(externalIdOf(name)).toBe(externalId);
    expect(nameOf(externalId, name.parent !== null)).toEqual(name);
  });
});
