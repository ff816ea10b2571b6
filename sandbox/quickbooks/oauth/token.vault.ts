import { randomBytes } from 'node:crypto';

export interface Grant {
  readonly realmId: string;
  revoked: boolean;
  /** Epoch seconds after which not even refreshing helps. */
  readonly hardExpiresAt: number;
}

interface AccessToken {
  grant: Grant;
  expiresAt: number;
}

interface RefreshToken {
  grant: Grant;
  expiresAt: number;
  /** Until when it still works although a newer one was issued. */
  replacedUntil: number | null;
}

export interface IssuedTokens {
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
  refreshExpiresIn: number;
  hardExpiresIn: number;
}

interface PendingCode {
  realmId: string;
  redirectUri: string;
  expiresAt: number;
}

export interface GivenTokens {
  accessToken?: string;
  refreshToken?: string;
}

const JWE_HEAD = 'eyJlbmMiOiJBMTI4Q0JDLUhTMjU2IiwiYWxnIjoiZGlyIn0';
const CODE_SECONDS = 300;
const FIVE_YEARS = 5 * 365 * 86_400;

/** Who may do what until when. The lives of tokens are those that Intuit documents; all can be changed. */
export class TokenVault {
  settings = {
    accessTokenSeconds: 3600,
    refreshTokenSeconds: 8_726_400,
    /** Whether a refresh replaces the refresh token; the old one then dies at once, or after the grace. */
    rotateRefresh: true,
    graceSeconds: 0,
    /** In which refused access tokens are reported: Intuit's gateway answers in XML, whatever is asked for. */
    faultFormat: 'xml' as 'xml' | 'json',
  };
  readonly refreshes = { granted: 0, refused: 0 };
  private readonly access = new Map<string, AccessToken>();
  private readonly refresh = new Map<string, RefreshToken>();
  private readonly codes = new Map<string, PendingCode>();

  /** @param given tokens to use instead of random ones */
  open(realmId: string, now: number, given: GivenTokens = {}): IssuedTokens {
    return this.issue({ realmId, revoked: false, hardExpiresAt: now + FIVE_YEARS }, given, now);
  }

  /** The company behind a good access token, or why there is none. */
  check(token: string, now: number): { realmId: string } | { problem: string } {
    const entry = this.access.get(token);
    if (!entry) return { problem: 'Malformed bearer token: too short or too long' };
    if (entry.grant.revoked) return { problem: `Token revoked: ${token.slice(0, 12)}***` };
    if (entry.expiresAt <= now) return { problem: `Token expired: ${token.slice(0, 12)}***` };
    return { realmId: entry.grant.realmId };
  }

  realmOf(token: string): string | undefined {
    return (this.access.get(token) ?? this.refresh.get(token))?.grant.realmId;
  }

  /** Undefined: the token is unknown, replaced, expired or revoked, which Intuit does not tell apart. */
  exchange(refreshToken: string, now: number): IssuedTokens | undefined {
    const entry = this.refresh.get(refreshToken);
    if (!entry || !this.isGood(entry, now)) {
      this.refreshes.refused += 1;
      return undefined;
    }
    this.refreshes.granted += 1;
    if (!this.settings.rotateRefresh) return this.issue(entry.grant, { refreshToken }, now);
    entry.replacedUntil ??= now + this.settings.graceSeconds;
    return this.issue(entry.grant, {}, now);
  }

  /** Either token ends the whole grant. */
  revoke(token: string): boolean {
    const entry = this.access.get(token) ?? this.refresh.get(token);
    if (!entry || entry.grant.revoked) return false;
    entry.grant.revoked = true;
    return true;
  }

  issueCode(realmId: string, redirectUri: string, now: number): string {
    const code = `AB11${randomBytes(23).toString('hex')}`;
    this.codes.set(code, { realmId, redirectUri, expiresAt: now + CODE_SECONDS });
    return code;
  }

  /** A code works once; afterwards it is as unknown as one that never was. */
  redeemCode(code: string, redirectUri: string, now: number): PendingCode | undefined {
    const pending = this.codes.get(code);
    this.codes.delete(code);
    return pending && pending.expiresAt > now && pending.redirectUri === redirectUri ? pending : undefined;
  }

  /** What an administrator or a quarrel between the two sides does to a company's tokens. */
  spoil(realmId: string, what: { expireAccess?: boolean; revokeAccess?: boolean; revokeRefresh?: boolean }) {
    const touched = { access: 0, refresh: 0 };
    for (const [token, entry] of this.access) {
      if (entry.grant.realmId !== realmId) continue;
      if (what.expireAccess) entry.expiresAt = 0;
      if (what.revokeAccess) this.access.delete(token);
      if (what.expireAccess || what.revokeAccess) touched.access += 1;
    }
    for (const [token, entry] of this.refresh) {
      if (entry.grant.realmId !== realmId || !what.revokeRefresh) continue;
      this.refresh.delete(token);
      touched.refresh += 1;
    }
    return touched;
  }

  resetCounts(): void {
    Object.assign(this.refreshes, { granted: 0, refused: 0 });
  }

  private isGood(entry: RefreshToken, now: number): boolean {
    if (entry.grant.revoked || entry.expiresAt <= now || entry.grant.hardExpiresAt <= now) return false;
    return entry.replacedUntil === null || entry.replacedUntil > now;
  }

  private issue(grant: Grant, given: GivenTokens, now: number): IssuedTokens {
    const { accessTokenSeconds, refreshTokenSeconds } = this.settings;
    const accessToken = given.accessToken ?? `${JWE_HEAD}..${randomBytes(48).toString('base64url')}`;
    const refreshToken =
      given.refreshToken ?? `RT1-${randomBytes(4).toString('hex')}-H0-${randomBytes(20).toString('base64url')}`;
    this.access.set(accessToken, { grant, expiresAt: now + accessTokenSeconds });
    if (!this.refresh.has(refreshToken)) {
      this.refresh.set(refreshToken, { grant, expiresAt: now + refreshTokenSeconds, replacedUntil: null });
    }
    return {
      accessToken,
      refreshToken,
      expiresIn: accessTokenSeconds,
      refreshExpiresIn: refreshTokenSeconds,
      hardExpiresIn: grant.hardExpiresAt - now,
    };
  }
}
