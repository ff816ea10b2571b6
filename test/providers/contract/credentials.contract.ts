import { describe, expect, it } from '@jest/globals';
import { ProviderCredentialsError } from '../../../src/providers/provider.errors.js';
import { failureOf } from '../failure.of.js';
import { leaksOf } from '../leaks.js';
import type { Stage } from '../stage.js';

const context = () => ({ signal: new AbortController().signal });

export function describeCredentials(stage: Stage): void {
  describe('asks whose credentials they are', () => {
    it('and is told the account', async () => {
      const { id, credentials } = await stage.stand.account(2);
      const account = await stage.port().verifyCredentials(credentials, { ...context(), environment: 'sandbox' });
      expect(account.externalAccountId).toBe(id);
      expect(account.livemode === null || typeof account.livemode === 'boolean').toBe(true);
      expect(account.scopes).toEqual(account.scopes.map(String));
    });

    it('of a connection, too', async () => {
      const account = await stage.port().testConnection(stage.connection, context());
      expect(account.externalAccountId).toBe(stage.account.id);
    });

    it('and is refused with wrong ones, which nobody gets to see', async () => {
      const wrong = wrongOnes(stage);
      const secrets = stage.subject.secrets.map((name) => wrong[name]!);
      const error = await failureOf(stage.port().verifyCredentials(wrong, { ...context(), environment: 'sandbox' }));
      expect(error).toBeInstanceOf(ProviderCredentialsError);
      expect(leaksOf(error, secrets)).toEqual([]);
      const connection = { ...stage.connection, credentials: wrong, current: async () => wrong };
      const later = await failureOf(stage.port().testConnection(connection, context()));
      expect(later).toBeInstanceOf(ProviderCredentialsError);
      expect(leaksOf(later, secrets)).toEqual([]);
    });

    it.each([{}, 'blank', 'line'])('and refuses what cannot be credentials (%j), without asking', async (kind) => {
      const credentials = { ...stage.account.credentials };
      for (const name of stage.subject.secrets) {
        if (kind === 'blank') credentials[name] = '';
        else if (kind === 'line') credentials[name] = `${credentials[name]}\r\nX-Evil: 1`;
        else delete credentials[name];
      }
      await failureOf(stage.port().verifyCredentials(credentials, { ...context(), environment: 'sandbox' }));
      expect(stage.stand.edge.requests).toEqual([]);
    });

    it('and never writes them into a URL', async () => {
      const port = stage.port();
      await port.testConnection(stage.connection, context());
      await port.fetchOne(stage.connection, stage.probe.stream, await stage.anId(), context());
      const urls = stage.stand.edge.requests.map(({ url }) => decodeURIComponent(url)).join('\n');
      expect(urls).not.toBe('');
      for (const secret of stage.secrets) expect(urls).not.toContain(secret);
    });
  });
}

/** Of the same form, and nobody's. */
function wrongOnes(stage: Stage): Record<string, string> {
  const wrong = { ...stage.account.credentials };
  for (const name of stage.subject.secrets) {
    const value = wrong[name]!;
    const middle = Math.floor(value.length / 2);
    wrong[name] = value.slice(0, middle) + (value[middle] === '0' ? '1' : '0') + value.slice(middle + 1);
  }
  return wrong;
}
