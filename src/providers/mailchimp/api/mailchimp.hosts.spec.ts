import { apiBaseUrl, dataCentreOf, isApiEndpoint } from './mailchimp.hosts.js';

describe('the data centre', () => {
  it.each([
    ['abc-us19', 'us19'],
    ['a-b-us6', 'us6'],
    ['abc', undefined],
    ['abc-', undefined],
    ['abc-us', undefined],
    ['abc-us19.evil.example', undefined],
    ['abc-US19', undefined],
    ['us19', undefined],
  ])('of the key "%s" is %s', (key, dataCentre) => {
    expect(dataCentreOf(key)).toBe(dataCentre);
  });

  it.each(['us19/@evil.example', 'evil.example#', '', 'us1234', 'u1', undefined])('cannot be "%s"', (dataCentre) => {
    expect(apiBaseUrl(dataCentre, undefined)).toBeNull();
  });

  it('makes the host, unless one API stands for all', () => {
    expect(apiBaseUrl('us19', undefined)).toBe('https://us19.api.mailchimp.com');
    expect(apiBaseUrl(undefined, 'http://127.0.0.1:4030')).toBe('http://127.0.0.1:4030');
  });
});

describe('an endpoint that is named to us', () => {
  it.each([
    ['https://us19.api.mailchimp.com', undefined, true],
    ['http://127.0.0.1:4030', 'http://127.0.0.1:4030', true],
    ['http://us19.api.mailchimp.com', undefined, false],
    ['https://us19.api.mailchimp.com.evil.example', undefined, false],
    ['https://evilapi.mailchimp.com', undefined, false],
    ['https://us19.api.mailchimp.com@evil.example/', undefined, false],
    ['https://user:pass@us19.api.mailchimp.com/', undefined, false],
    ['http://169.254.169.254/', undefined, false],
    ['http://127.0.0.1:4031', 'http://127.0.0.1:4030', false],
    ['no URL', undefined, false],
    [null, undefined, false],
  ])('%s, configured %s: %s', (endpoint, configured, isGood) => {
    expect(isApiEndpoint(endpoint, configured)).toBe(isGood);
  });
});
