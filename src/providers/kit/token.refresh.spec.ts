import { describe, expect, it } from '@jest/globals';
import { ProviderCredentialsError } from '../provider.errors.js';
import { withTokenRefresh } from './token.refresh.js';

const refused = (refreshable: boolean) => new ProviderCredentialsError('No', { status: 401, refreshable });

/** Sends with the tokens that it gets, and is refused so many times. */
function vendor(refusals: number, error = refused(true)) {
  const sent: string[] = [];
  const send = async (current: () => Promise<string>) => {
    sent.push(await current());
    if (sent.length <= refusals) throw error;
  };
  return { sent, send };
}

describe('a token that is refused', () => {
  const token = (given?: string) => (given === undefined ? 'old' : 'new');

  it('is refreshed once, and the call is tried once more', async () => {
    const { sent, send } = vendor(1);
    await withTokenRefresh(token, send);
    expect(sent).toEqual(['old', 'new']);
  });

  it('is not refreshed again when the new one is refused, too', async () => {
    const { sent, send } = vendor(9);
    await expect(withTokenRefresh(token, send)).rejects.toMatchObject({ code: 'provider_rejected_credentials' });
    expect(sent).toHaveLength(2);
  });

  it('is not tried again where it cannot be refreshed, or another would be refused, too', async () => {
    const fixed = vendor(9);
    await expect(withTokenRefresh(() => 'old', fixed.send)).rejects.toBeInstanceOf(ProviderCredentialsError);
    expect(fixed.sent).toHaveLength(1);
    const final = vendor(9, refused(false));
    await expect(withTokenRefresh(token, final.send)).rejects.toBeInstanceOf(ProviderCredentialsError);
    expect(final.sent).toHaveLength(1);
  });

  it('is not the reason when the source of tokens fails', async () => {
    const error = refused(true);
    const source = () => Promise.reject<string>(error);
    const { sent, send } = vendor(0);
    await expect(withTokenRefresh(source, send)).rejects.toBe(error);
    expect(sent).toHaveLength(0);
  });
});
