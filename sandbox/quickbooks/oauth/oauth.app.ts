/** The app as registered in Intuit's developer portal, and what the next user on the consent page does. */
export class OAuthApp {
  readonly clientId = process.env.SANDBOX_QUICKBOOKS_CLIENT_ID ?? 'ABSandboxQuickBooksClient';
  readonly clientSecret = process.env.SANDBOX_QUICKBOOKS_CLIENT_SECRET ?? 'sandbox-quickbooks-secret';
  /** Null account: the company that was created last. */
  readonly consent: { account: string | null; deny: boolean } = { account: null, deny: false };

  authenticates(authorization: string | undefined): boolean {
    const [scheme, value] = (authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'basic' || !value) return false;
    return Buffer.from(value, 'base64').toString('utf8') === `${this.clientId}:${this.clientSecret}`;
  }
}
