import { describe, expect, it, jest } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import type { HttpRequest } from '../../common/http/http.request.js';
import { UnauthenticatedError } from '../../common/http.errors.js';
import { startAuthApp } from '../testing/auth-app.builder.js';
import { WebhookGuard } from './webhook.guard.js';
import { WebhookVerification, type WebhookVerifier } from './webhook.verifier.js';

const request = { method: 'POST' } as HttpRequest;
const context = { switchToHttp: () => ({ getRequest: () => request }) } as unknown as ExecutionContext;

describe('WebhookGuard', () => {
  const guardWith = (verify: WebhookVerifier['verify']) => {
    const verification = new WebhookVerification();
    verification.fill({ verify });
    return new WebhookGuard(verification);
  };

  it('lets in what the verifier accepts', async () => {
    const verify = jest.fn<WebhookVerifier['verify']>(async () => undefined);
    expect(await guardWith(verify).canActivate(context)).toBe(true);
    expect(verify).toHaveBeenCalledWith(request);
  });

  it('refuses what the verifier refuses', async () => {
    const refusal = new UnauthenticatedError('no');
    await expect(guardWith(() => Promise.reject(refusal)).canActivate(context)).rejects.toBe(refusal);
  });

  it('lets nothing in while no module verifies', async () => {
    await expect(new WebhookGuard(new WebhookVerification()).canActivate(context)).rejects.toThrow(/empty/);
  });
});

describe('A process that serves the API', () => {
  it('does not start when no module verifies webhooks, and says so in one line', async () => {
    const starting = startAuthApp({ verifiesWebhooks: false });
    await expect(starting).rejects.toThrow(/^No module verifies webhooks: [^\n]+$/);
  });
});
