import { Injectable } from '@nestjs/common';
import { SigningKeys } from '../../common/signing-keys.js';
import { issueTenantToken, openTenantToken, type TenantToken } from './tenant.token.js';

/**
 * The confirmation code for a consent that comes back in another browser than the one that began it. Only that other
 * browser shows the code, once. So the principal that brings the code has seen its screen.
 */
@Injectable()
export class ConfirmationTokens {
  constructor(private readonly keys: SigningKeys) {}

  issue(tenantId: string, provider: string): TenantToken {
    return tenantToken(issueTenantToken(this.keys.first('oauth-confirmation'), tenantId, 'confirmation', provider));
  }

  /**
   * `undefined`: the token was not issued here, or was issued for another provider. Any of the signing keys may have
   * signed it.
   */
  open(token: string, provider: string): TenantToken | undefined {
    const opened = openTenantToken(this.keys.for('oauth-confirmation'), token, 'confirmation', provider);
    return opened && tenantToken(opened);
  }
}

function tenantToken({ token, hash, tenantId }: TenantToken): TenantToken {
  return { token, hash, tenantId };
}
