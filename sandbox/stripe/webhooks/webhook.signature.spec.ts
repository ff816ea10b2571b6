import { describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { signatureHeader } from './webhook.signature.js';

const body = JSON.stringify({ id: 'evt_1', object: 'event' }, null, 2);
const stripe = new Stripe('sk_test_unused', { telemetry: false });

describe('signatureHeader', () => {
  it('is accepted by the official package under each secret that signed', () => {
    const header = signatureHeader(body, ['whsec_new', 'whsec_old'], Math.floor(Date.now() / 1000));
    for (const secret of ['whsec_new', 'whsec_old']) {
      expect(stripe.webhooks.constructEvent(body, header, secret).id).toBe('evt_1');
    }
  });

  it('is refused under another secret and for another body', () => {
    const header = signatureHeader(body, ['whsec_new'], Math.floor(Date.now() / 1000));
    expect(() => stripe.webhooks.constructEvent(body, header, 'whsec_other')).toThrow();
    expect(() => stripe.webhooks.constructEvent(body.replace('evt_1', 'evt_2'), header, 'whsec_new')).toThrow();
  });
});
