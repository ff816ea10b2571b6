import { Injectable } from '@nestjs/common';
import { SigningKeys } from '../../common/signing-keys.js';
import { issueTenantToken, openTenantToken, type TenantToken } from './tenant.token.js';

/**
 * The confirmation code that a browser gets for a consent which another browser began. It is shown to that browser once
 * and to no other: the principal that brings it has seen that browser's screen.
 */
@Injectable()
export class ConfirmationTokens {
  constructor(private readonly keys: SigningKeys) {}

  issue(tenantId: string, provider: string): TenantToken {
    return tenantToken(issueTenantToken(this.keys.first('oauth-confirmation'), tenantId, 'confirmation', provider));
  }

  /** `undefined`: not one of ours, or made for another provider. Any of ENCRYPTION_KEYS may have signed it. */
  open(token: string, provider: string): TenantToken | undefined {
    const opened = openTenantToken(this.keys.for('oauth-confirmation'), token, 'confirmation', provider);
    return opened && tenantToken(opened);
  }
}

function tenantToken({ token, hash, tenantId }: TenantToken): TenantToken {
  return { token, hash, tenantId };
}
