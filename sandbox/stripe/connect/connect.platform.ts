import { randomBytes } from 'node:crypto';

interface PendingCode {
  account: string;
  scope: string;
  expiresAt: number;
}

const CODE_LIFE_SECONDS = 300;

/** The platform of the Connect relation: who is connected, and which authorization codes are out. */
export class ConnectPlatform {
  secretKey = process.env.SANDBOX_STRIPE_PLATFORM_KEY ?? 'sk_test_platform';
  clientId = process.env.SANDBOX_STRIPE_CLIENT_ID ?? 'ca_sandbox';
  account = 'acct_1SandboxPlatform';
  /** What the merchant on the consent page will do, and which account is theirs. */
  consent: { deny: boolean; account: string | null } = { deny: false, account: null };
  readonly connected = new Set<string>();
  readonly tokens = new Map<string, string>();
  private readonly codes = new Map<string, PendingCode>();

  configure(setting: { secretKey?: string; clientId?: string; account?: string }): void {
    this.secretKey = setting.secretKey ?? this.secretKey;
    this.clientId = setting.clientId ?? this.clientId;
    this.account = setting.account ?? this.account;
  }

  issueCode(account: string, scope: string, now: number): string {
    const code = `ac_${randomBytes(16).toString('hex')}`;
    this.codes.set(code, { account, scope, expiresAt: now + CODE_LIFE_SECONDS });
    return code;
  }

  /** A code works once; afterwards it is as unknown as one that never was. */
  redeemCode(code: string, now: number): PendingCode | undefined {
    const pending = this.codes.get(code);
    this.codes.delete(code);
    return pending && pending.expiresAt >= now ? pending : undefined;
  }
}
