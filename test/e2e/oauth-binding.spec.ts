import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SandboxAccount } from '../../demo/clients/control.client.js';
import {
  beginConsent,
  openCallback,
  confirm,
  cookieOf,
  postAsService,
  openAuthorizeUrl,
  type Begun,
} from '../support/consent.client.js';
import { query } from '../support/database.js';
import { startProviderSandboxes, type ProviderSandbox, type ProviderSandboxes } from '../support/provider.sandboxes.js';
import type { Tenant } from '../support/tenant.js';

const PROVIDERS = ['stripe', 'square', 'mailchimp', 'quickbooks'];
const PAGE = 'https://app.example/settings';
const SERVICE = 'payment-service';
const INVALID = { status: 400, body: { code: 'invalid_confirmation' } };
const OTHER_PRINCIPAL = { status: 403, body: { code: 'oauth_other_principal' } };
const ORIGIN = { origin: 'https://app.example', 'sec-fetch-site': 'same-origin' };

type Begin = (world: ProviderSandboxes, tenant: Tenant, provider: string) => Promise<Begun>;

const asService: Begin = async (world, tenant, provider) => {
  const path = `/integrations/oauth/${provider}/authorize`;
  const begun = await postAsService(world.service.url, SERVICE, tenant.id, path, { returnTo: PAGE });
  return { ...(begun as unknown as Begun), cookie: cookieOf(begun.headers) };
};

/** Every kind of caller that can begin a consent. */
const STARTERS: [string, Begin][] = [
  ['a script of a user', (_, tenant, provider) => beginConsent(tenant, provider, { returnTo: PAGE })],
  ['a browser of a user', (_, tenant, provider) => beginConsent(tenant, provider, { returnTo: PAGE }, ORIGIN)],
  ['a service', asService],
];

let world: ProviderSandboxes;

beforeAll(async () => {
  world = await startProviderSandboxes(PROVIDERS, { OAUTH_RETURN_TO: PAGE });
});
afterAll(() => world?.end());

describe.each(PROVIDERS)('An account of %s', (provider) => {
  let sandbox: ProviderSandbox;
  let account: SandboxAccount;
  let attacker: Tenant;
  let victim: Tenant;

  beforeEach(async () => {
    sandbox = world.sandbox(provider);
    [attacker, victim] = [world.tenant(), world.tenant()];
    account = await sandbox.control.createAccount({ ...sandbox.plan.account(), scale: 2 });
    await sandbox.control.call('POST', '/oauth', { account: account.id });
  });

  const rows = (table: string, { id }: Tenant) =>
    query(world.database.adminUrl, `SELECT * FROM ${table} WHERE tenant_id = $1`, [id]);
  const connections = () =>
    query<{ tenant_id: string }>(
      world.database.adminUrl,
      'SELECT tenant_id FROM integrations WHERE external_account_id = $1',
      [account.id],
    );

  describe.each(STARTERS)('whose owner follows the link that %s began for an attacker', (_, begin) => {
    let begun: Begun;
    let callback: URL;
    let confirmation: string;

    beforeEach(async () => {
      begun = await begin(world, attacker, provider);
      expect([begun.status, begun.cookie]).toEqual([201, expect.stringMatching(/^oauth_[0-9a-f]{12}=[\w-]{43}$/)]);
      callback = await openAuthorizeUrl(begun);
      // The owner's browser may be about to connect an account of its own here.
      const { cookie } = await beginConsent(victim, provider, {}, ORIGIN);
      const { status, headers, body } = await openCallback(callback, cookie);
      expect([status, headers.get('location'), headers.get('set-cookie')]).toEqual([202, null, null]);
      expect(Object.keys(body).sort()).toEqual(['confirmation', 'expiresAt']);
      confirmation = String(body.confirmation);
    });

    it('is not connected, whatever the attacker tries without the confirmation', async () => {
      const forged = new URL(callback);
      forged.searchParams.set('code', 'guessed');
      for (const url of [forged, callback]) {
        expect(await openCallback(url, begun.cookie)).toMatchObject({
          status: 400,
          body: { code: 'invalid_oauth_state' },
        });
      }
      const state = callback.searchParams.get('state') ?? '';
      for (const guess of [state, 'x', `${confirmation.slice(0, -1)}${confirmation.endsWith('A') ? 'B' : 'A'}`]) {
        expect(await confirm(attacker, provider, guess)).toMatchObject(INVALID);
      }
      expect(await connections()).toEqual([]);
      expect(await rows('integration_credentials', attacker)).toEqual([]);
    });

    it('is not connected by its owner, who ends the attempt', async () => {
      expect(await confirm(victim, provider, confirmation)).toMatchObject(OTHER_PRINCIPAL);
      expect(await rows('oauth_confirmations', attacker)).toEqual([]);
      const path = `/integrations/oauth/${provider}/confirm`;
      const again = await postAsService(world.service.url, SERVICE, attacker.id, path, { confirmation });
      expect([again, await confirm(attacker, provider, confirmation)]).toMatchObject([INVALID, INVALID]);
      expect(await connections()).toEqual([]);
      expect(await rows('integration_credentials', attacker)).toEqual([]);
    });
  });

  it('is connected from another device, for the user who began, with what they asked for', async () => {
    const begun = await beginConsent(attacker, provider, { name: 'Bar', venueId: 'venue-7', returnTo: PAGE });
    const { body } = await openCallback(await openAuthorizeUrl(begun));
    expect(await rows('integrations', attacker)).toEqual([]);
    expect(await confirm(attacker, provider, body.confirmation)).toMatchObject({
      status: 201,
      body: { provider, externalAccountId: account.id, name: 'Bar', venueId: 'venue-7', status: 'connected' },
    });
    expect(await connections()).toEqual([{ tenant_id: attacker.id }]);
  });

  it('is connected for the service that began', async () => {
    const { body } = await openCallback(await openAuthorizeUrl(await asService(world, attacker, provider)));
    const path = `/integrations/oauth/${provider}/confirm`;
    const { confirmation } = body;
    const confirmed = await postAsService(world.service.url, SERVICE, attacker.id, path, { confirmation });
    expect(confirmed).toMatchObject({ status: 201, body: { provider, externalAccountId: account.id } });
  });
});
