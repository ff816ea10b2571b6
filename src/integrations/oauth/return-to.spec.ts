import { allowedReturnTo, returnUrl } from './return-to.js';

const ALLOWED = ['https://good.example/settings', 'http://localhost:5173', 'https://other.example/a/'];
const allowed = (value: string) => allowedReturnTo(value, ALLOWED);

describe('the way back', () => {
  it.each([
    ['https://good.example/settings', 'https://good.example/settings'],
    ['https://good.example/settings/', 'https://good.example/settings/'],
    ['https://good.example/settings/stripe?tab=1#x', 'https://good.example/settings/stripe?tab=1#x'],
    ['HTTPS://GOOD.example:443/settings', 'https://good.example/settings'],
    ['http://localhost:5173/', 'http://localhost:5173/'],
    ['http://localhost:5173/anything/at/all', 'http://localhost:5173/anything/at/all'],
    ['https://other.example/a', 'https://other.example/a'],
  ])('may be %s', (value, href) => {
    expect(allowed(value)).toBe(href);
  });

  it.each([
    'https://good.example.evil.com/settings',
    'https://evil.com/https://good.example/settings',
    'https://good.example@evil.com/settings',
    'https://evil.com\\@good.example/settings',
    'https://user:secret@good.example/settings',
    'https://good.example:8443/settings',
    'http://good.example/settings',
    'https://www.good.example/settings',
    'https://good.example./settings',
    'https://good.example/settings-of-somebody',
    'https://good.example/settings/../admin',
    'https://good.example/settings/%2e%2e/admin',
    'https://good.example/settings/..\\admin',
    'https://good.example/settings/..%2fadmin',
    'https://good.example/settings/..%5Cadmin',
    'https://good.example/Settings',
    'https://good.example/',
    'https://other.example/ab',
    'http://localhost:51733/',
    '//good.example/settings',
    '/settings',
    'javascript:alert(1)//https://good.example/settings',
    'https:good.example',
    '',
    `https://good.example/settings/${'x'.repeat(2_000)}`,
  ])('may not be %s', (value) => {
    expect(allowed(value)).toBeUndefined();
  });

  it('leads nowhere when nothing is allowed', () => {
    expect(allowedReturnTo('https://good.example/settings', [])).toBeUndefined();
  });

  it('tells the outcome, and nothing that was there before in its place', () => {
    const returnTo = 'https://good.example/settings?tab=1&error=old&integrationId=old&error=older#part';
    expect(returnUrl(returnTo, { integrationId: 'new' })).toBe(
      'https://good.example/settings?tab=1&integrationId=new#part',
    );
    expect(returnUrl(returnTo, { error: 'oauth_denied' })).toBe(
      'https://good.example/settings?tab=1&error=oauth_denied#part',
    );
  });
});
