import { randomBytes } from 'node:crypto';

/** What a grant lets its tokens do; null is a personal access token, which may do everything. */
export type Scopes = ReadonlySet<string> | null;

export interface AccessToken {
  value: string;
  account: string;
  scopes: Scopes;
  /** Epoch milliseconds, or never. */
  expiresAt: number | null;
  revoked: boolean;
  /** Issued by the OAuth app, and not a personal access token of the merchant. */
  byOAuth: boolean;
}

export interface RefreshToken {
  value: string;
  account: string;
  scopes: ReadonlySet<string>;
  /** Tokens of the PKCE flow work once and for 90 days; those of the code flow indefinitely. */
  pkce: boolean;
  expiresAt: number | null;
  revoked: boolean;
}

export interface PendingCode {
  account: string;
  scopes: ReadonlySet<string>;
  redirectUri: string | null;
  challenge: string | null;
  expiresAt: number;
}

const CODE_LIFE_MS = 5 * 60_000;

/** Every token and code that is out. */
export class TokenStore {
  private readonly access = new Map<string, AccessToken>();
  private readonly refresh = new Map<string, RefreshToken>();
  private readonly codes = new Map<string, PendingCode>();

  putAccess(token: Omit<AccessToken, 'value' | 'revoked'> & { value?: string }): AccessToken {
    const value = token.value ?? `EAAA${randomBytes(45).toString('base64url')}`;
    const entry: AccessToken = { ...token, value, revoked: false };
    this.access.set(value, entry);
    return entry;
  }

  putRefresh(token: Omit<RefreshToken, 'value' | 'revoked'>): RefreshToken {
    const entry: RefreshToken = { ...token, value: `EQAA${randomBytes(45).toString('base64url')}`, revoked: false };
    this.refresh.set(entry.value, entry);
    return entry;
  }

  putCode(code: Omit<PendingCode, 'expiresAt'>, now: number): string {
    const value = `sq0cgp-${randomBytes(16).toString('base64url')}`;
    this.codes.set(value, { ...code, expiresAt: now + CODE_LIFE_MS });
    return value;
  }

  findAccess(value: string): AccessToken | undefined {
    return this.access.get(value);
  }

  findRefresh(value: string): RefreshToken | undefined {
    return this.refresh.get(value);
  }

  findCode(value: string, now: number): PendingCode | undefined {
    const pending = this.codes.get(value);
    return pending && pending.expiresAt >= now ? pending : undefined;
  }

  spendCode(value: string): void {
    this.codes.delete(value);
  }

  accessOf(account: string): AccessToken[] {
    return [...this.access.values()].filter((token) => token.account === account);
  }

  refreshOf(account: string): RefreshToken[] {
    return [...this.refresh.values()].filter((token) => token.account === account);
  }

  forget(account: string): void {
    for (const { value } of this.accessOf(account)) this.access.delete(value);
    for (const { value } of this.refreshOf(account)) this.refresh.delete(value);
  }
}
