import { SigningKeys } from '../../common/signing-keys.js';
import { loadConfig } from '../../config/config.js';
import { ConfirmationTokens } from './confirmation.tokens.js';
import { StateTokens } from './state.tokens.js';

const TENANT = '0192d3f0-aaaa-7bbb-8ccc-0123456789ab';
const OLD = `old:${Buffer.alloc(32, 1).toString('base64')}`;
const NEW = `new:${Buffer.alloc(32, 2).toString('base64')}`;
const keys = (...given: string[]) => new SigningKeys(loadConfig({ ENCRYPTION_KEYS: given.join(',') }));
const tokens = (...given: string[]) => new ConfirmationTokens(keys(...given));
const flipped = (text: string, at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

describe('a confirmation', () => {
  it('comes back as it went out, with the tenant in it', () => {
    const issued = tokens(OLD).issue(TENANT, 'stripe');
    expect(issued.tenantId).toBe(TENANT);
    expect(tokens(OLD).open(issued.token, 'stripe')).toEqual(issued);
  });

  it('is another one each time', () => {
    const issued = Array.from({ length: 100 }, () => tokens(OLD).issue(TENANT, 'stripe').token);
    expect(new Set(issued).size).toBe(100);
  });

  it('does not open for another provider, nor with one character changed', () => {
    const { token } = tokens(OLD).issue(TENANT, 'stripe');
    expect(tokens(OLD).open(token, 'square')).toBeUndefined();
    for (let at = 0; at < token.length; at++) expect(tokens(OLD).open(flipped(token, at), 'stripe')).toBeUndefined();
  });

  it('opens after its key has become an old one, and not once that is gone', () => {
    const issued = tokens(OLD).issue(TENANT, 'stripe');
    expect(tokens(NEW, OLD).open(issued.token, 'stripe')).toEqual(issued);
    expect(tokens(NEW).open(issued.token, 'stripe')).toBeUndefined();
  });

  it('is no state, and a state is no confirmation', () => {
    const states = new StateTokens(keys(OLD));
    expect(states.open(tokens(OLD).issue(TENANT, 'stripe').token, 'stripe')).toBeUndefined();
    expect(tokens(OLD).open(states.issue(TENANT, 'stripe').token, 'stripe')).toBeUndefined();
  });
});
