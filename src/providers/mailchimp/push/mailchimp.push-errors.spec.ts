import { describe, expect, it } from '@jest/globals';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { ProviderRequestError } from '../../provider.errors.js';
import { outcomeOf } from './mailchimp.push-errors.js';

const ERROR = new ProviderRequestError('refused');

function outcome(status: number, title: string, errors: object[] = []) {
  const exchange = new ProviderExchange(new AbortController().signal);
  Object.assign(exchange, { status, text: JSON.stringify({ title, status, detail: 'No.', errors }) });
  exchange.parse();
  return outcomeOf(exchange, ERROR);
}

describe('A refused request', () => {
  it.each(['Member In Compliance State', 'Forgotten Email Not Subscribed'])('ends there: %s', (title) => {
    expect(outcome(400, title)).toMatchObject({ kind: 'skipped', code: 'consent' });
  });

  it.each<[number, string, object[]]>([
    [400, 'Member Exists', []],
    [400, 'Invalid Resource', [{ field: 'status_if_new', message: 'Data did not match any of the schemas' }]],
    [404, 'Resource Not Found', []],
    [405, 'Method Not Allowed', []],
  ])('is decided again if somebody was faster: %d %s', (...args) => {
    expect(outcome(...args)).toEqual({ kind: 'stale' });
  });

  it('is an error otherwise', () => {
    expect(outcome(400, 'Invalid Resource', [{ field: 'email_address' }])).toEqual({ kind: 'refused', error: ERROR });
  });
});
