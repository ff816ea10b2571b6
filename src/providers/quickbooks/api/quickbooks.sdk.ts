import type OAuthClient from 'intuit-oauth';

/** The package is CommonJS, and exports the class itself. */
export type IntuitSdk = typeof OAuthClient;

/**
 * Loading takes 0.2 s and 26 MB (axios and winston are in it), which a process that never asks for a token need not
 * spend.
 */
export async function loadIntuitSdk(): Promise<IntuitSdk> {
  const { default: Sdk } = await import('intuit-oauth');
  return Sdk;
}
