import { describe, expect, it } from '@jest/globals';
import { WebhooksHelper } from 'square';
import { signature } from './webhook.signature.js';

const url = 'https://hub.example.com/webhooks/square?connection=7';
const body = JSON.stringify({ merchant_id: 'M1', type: 'customer.updated', data: { id: 'Zoë' } });
const verify = (notificationUrl: string, requestBody: string, signatureKey: string) =>
  WebhooksHelper.verifySignature({
    requestBody,
    signatureHeader: signature('key-1', url, body),
    signatureKey,
    notificationUrl,
  });

describe('signature', () => {
  it('is accepted by the official package', async () => {
    expect(await verify(url, body, 'key-1')).toBe(true);
  });

  it('is refused for another URL, another body and under another key', async () => {
    expect(await verify(`${url}/`, body, 'key-1')).toBe(false);
    expect(await verify(url, body.replace('M1', 'M2'), 'key-1')).toBe(false);
    expect(await verify(url, body, 'key-2')).toBe(false);
  });
});
