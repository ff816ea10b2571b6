import { ProviderCredentialsError, ProviderUnavailableError } from '../../provider.errors.js';
import { accessOfToken, type SquareAccess } from '../api/square.access.js';
import { SquareAccounts } from './square.accounts.js';
import type { SquareClient } from '../api/square.client.js';

/** Answers as the two worlds do, and notes which were asked. */
function accountsOf(worlds: Record<string, 'known' | Error>) {
  const asked: string[] = [];
  const send = async (access: SquareAccess, operation: string, exchange: { body: object }) => {
    const answer = worlds[access.environment];
    if (operation === 'POST /oauth2/token/status') asked.push(access.environment);
    if (answer instanceof Error) throw answer;
    exchange.body = { merchant_id: 'M7', scopes: [], merchant: { business_name: 'Shop' } };
  };
  return { accounts: new SquareAccounts({ send } as unknown as SquareClient), asked };
}

const refused = new ProviderCredentialsError('refused');
const verify = ({ accounts }: ReturnType<typeof accountsOf>) =>
  accounts.verifyIn((world) => accessOfToken('t', world), ['production', 'sandbox'], new AbortController().signal);

describe('a token that does not show its world', () => {
  it.each([
    ['production', { production: 'known', sandbox: refused }, true, ['production']],
    ['the sandbox', { production: refused, sandbox: 'known' }, false, ['production', 'sandbox']],
  ] as const)('is that of %s', async (_name, worlds, livemode, asked) => {
    const square = accountsOf(worlds);
    expect(await verify(square)).toMatchObject({ externalAccountId: 'M7', displayName: 'Shop', livemode });
    expect(square.asked).toEqual(asked);
  });

  it('is of neither', async () => {
    await expect(verify(accountsOf({ production: refused, sandbox: refused }))).rejects.toBe(refused);
  });

  it('is not taken elsewhere while a world is away', async () => {
    const square = accountsOf({ production: new ProviderUnavailableError('away'), sandbox: 'known' });
    await expect(verify(square)).rejects.toMatchObject({ code: 'provider_unavailable' });
    expect(square.asked).toEqual(['production']);
  });
});
