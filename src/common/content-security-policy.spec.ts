import { describe, expect, it } from '@jest/globals';
import { pagePolicy } from './content-security-policy.js';

const styleSource = (policy: string) => policy.split('; ').find((directive) => directive.startsWith('style-src'));
/** Result of `printf 'a{}' | openssl dgst -sha256 -binary | base64`. */
const OF_ELEMENT = "'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='";
const OF_ATTRIBUTE = "'sha256-pKHEk1F1VabwbZulONaM6WjFA2huByp+yWvEIPcVRiY='";

describe('pagePolicy', () => {
  it('allows the styles of the page, each by its hash', () => {
    const policy = pagePolicy('<style media="all">a{}</style><p style="top:0"><b style="top:0">x</b></p>');
    expect(styleSource(policy)).toBe(`style-src 'self' 'unsafe-hashes' ${OF_ELEMENT} ${OF_ATTRIBUTE}`);
  });

  it('allows those that its scripts add', () => {
    expect(styleSource(pagePolicy('', ['sha256-x']))).toBe("style-src 'self' 'unsafe-hashes' 'sha256-x'");
  });

  it.each(['', '<p>no style</p><script>alert(1)</script>'])('allows nothing inline without them: %s', (html) => {
    expect(styleSource(pagePolicy(html))).toBe("style-src 'self'");
    expect(pagePolicy(html)).not.toContain('unsafe');
  });
});
