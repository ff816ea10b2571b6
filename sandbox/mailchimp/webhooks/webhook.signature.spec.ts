import { describe, expect, it } from '@jest/globals';
import { mandrillSignature, signatureHeader } from './webhook.signature.js';

describe('signatures', () => {
  it('signs time and raw body for an audience webhook', () => {
    const body =
      'type=upemail&fired_at=2026-11-23+02%3A13%3A12&data%5Blist_id%5D=a6b5da1054&data%5Bnew_id%5D=51da8c3259' +
      '&data%5Bnew_email%5D=new%40example.com&data%5Bold_email%5D=old%40example.com';
    expect(signatureHeader(body, 'mcwh_0f1e2d3c4b5a69788796a5b4c3d2e1f0', 1795399997)).toBe(
      't=1795399997,v1=da5c31806d1b8f97a5126db06197fdc4a3588d8421a39f0ef3de3e90bdd958cb',
    );
  });

  it('signs URL and decoded parameters, sorted by name, for Mandrill', () => {
    const url = 'https://hub.example.com/api/v1/webhooks/mandrill?c=42';
    const params = { mandrill_events: '[]', a_param: '1', Z: '2' };
    expect(mandrillSignature(url, params, 'mandrill-webhook-key-AbC123')).toBe('KtouTtNM3JWPDh3Vh5yy3Gg52Jw=');
  });
});
