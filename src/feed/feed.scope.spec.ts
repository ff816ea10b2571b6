import { describe, expect, it } from '@jest/globals';
import type { ProviderPort } from '../providers/provider.port.js';
import { bindingOf, typesOf } from './feed.scope.js';

const providerOf = (streams: Record<string, string>) =>
  ({
    describe: () => ({ streams: Object.entries(streams).map(([name, shape]) => ({ name, shape })) }),
  }) as unknown as ProviderPort;
const SHOP = providerOf({ customers: 'customer', invoices: 'invoice' });
const MAIL = providerOf({ members: 'customer', campaigns: 'campaign' });

describe('typesOf', () => {
  it.each([
    [undefined, null],
    ['customers', ['customers']],
    ['customer', ['customers', 'members']],
    ['campaigns,customers,customers', ['campaigns', 'customers']],
  ])('takes %s for %j', (asked, types) => {
    expect(typesOf([SHOP, MAIL], asked)).toEqual(types);
  });

  it.each(['nonsense', 'customers,', ' customers', ''])('refuses %j, and says what there is', (asked) => {
    expect(() => typesOf([SHOP, MAIL], asked)).toThrow('must be of campaigns, customers, invoices, members');
  });
});

describe('bindingOf', () => {
  it('is the same for the same types in another order', () => {
    expect(bindingOf('t', null, 'b,a,b')).toEqual(bindingOf('t', null, 'a,b'));
    expect(bindingOf('t', null, 'a')).not.toEqual(bindingOf('t', null, 'a,b'));
    expect(bindingOf('t', null, undefined)).not.toEqual(bindingOf('t', 'i', undefined));
  });
});
