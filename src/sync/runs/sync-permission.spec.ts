import { ForbiddenError } from '../../common/http.errors.js';
import type { Principal } from '../../auth/principal.js';
import type { Domain, ProviderDescription } from '../../providers/provider.port.js';
import { assertMaySync, maySyncAnything, permissionsToSync } from './sync-permission.js';

const stream = (name: string, domain: Domain) => ({ name, domain }) as ProviderDescription['streams'][number];
const description = {
  streams: [stream('customers', 'contacts'), stream('charges', 'payments'), stream('refunds', 'payments')],
} as unknown as ProviderDescription;
const caller = (...permissions: string[]) => ({ permissions }) as unknown as Principal;

describe('permission by sync type', () => {
  it('asks for the domain of the stream', () => {
    expect(permissionsToSync(description, 'customers')).toEqual(['sync:contacts']);
    expect(permissionsToSync(description, 'refunds')).toEqual(['sync:payments']);
  });

  it('asks for every domain of the provider when everything is synced, each once', () => {
    expect(permissionsToSync(description, 'all')).toEqual(['sync:contacts', 'sync:payments']);
  });

  it.each([
    ['customers', ['sync:contacts']],
    ['charges', ['sync:*']],
    ['all', ['sync:contacts', 'sync:payments']],
    ['all', ['*']],
  ])('lets %s be synced by %j', (syncType, permissions) => {
    expect(() => assertMaySync(caller(...permissions), description, syncType)).not.toThrow();
  });

  it.each([
    ['customers', ['sync:payments']],
    ['charges', ['integrations:*']],
    ['charges', []],
  ])('refuses %s to %j', (syncType, permissions) => {
    expect(() => assertMaySync(caller(...permissions), description, syncType)).toThrow(ForbiddenError);
  });

  it('refuses all to one that lacks a single domain, and names it', () => {
    expect(() => assertMaySync(caller('sync:contacts'), description, 'all')).toThrow('sync:payments is required');
  });

  it('tells callers that may sync something from those that may sync nothing', () => {
    expect(maySyncAnything(caller('sync:tickets'))).toBe(true);
    expect(maySyncAnything(caller('integrations:*', 'sync:'))).toBe(false);
  });
});
