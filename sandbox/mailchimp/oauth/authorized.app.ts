import { randomBytes } from 'node:crypto';

interface PendingCode {
  account: string;
  redirectUri: string;
  expiresAt: number;
}

interface Metadata {
  apiEndpoint?: string | undefined;
  dc?: string | undefined;
}

const CODE_LIFE_SECONDS = 300;

/** The registered app that accounts authorize: its codes, its tokens, and what its metadata call answers. */
export class AuthorizedApp {
  readonly clientId = process.env.SANDBOX_MAILCHIMP_CLIENT_ID ?? 'mc_client_sandbox';
  readonly clientSecret = process.env.SANDBOX_MAILCHIMP_CLIENT_SECRET ?? 'mc_secret_sandbox';
  /** What the owner on the consent page will do, and which account is theirs. */
  consent: { deny: boolean; account: string | null } = { deny: false, account: null };
  /** By account: what metadata answers instead of the truth. */
  readonly metadata = new Map<string, Metadata>();
  private readonly tokens = new Map<string, string>();
  private readonly codes = new Map<string, PendingCode>();

  issueCode(account: string, redirectUri: string, now: number): string {
    const code = randomBytes(16).toString('hex');
    this.codes.set(code, { account, redirectUri, expiresAt: now + CODE_LIFE_SECONDS });
    return code;
  }

  /** A code works once; afterwards it is as unknown as one that never was. */
  redeemCode(code: string, redirectUri: string, now: number): string | undefined {
    const pending = this.codes.get(code);
    this.codes.delete(code);
    return pending && pending.expiresAt >= now && pending.redirectUri === redirectUri ? pending.account : undefined;
  }

  issueToken(account: string): string {
    const token = randomBytes(16).toString('hex');
    this.tokens.set(token, account);
    return token;
  }

  ownerOf(token: string): string | undefined {
    return this.tokens.get(token);
  }

  /** The owner removes the app from the account. */
  revoke(account: string): void {
    for (const [token, owner] of this.tokens) if (owner === account) this.tokens.delete(token);
  }
}
