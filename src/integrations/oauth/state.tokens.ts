import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SigningKeys } from '../../common/signing-keys.js';
import { issueTenantToken, mac, openTenantToken, type TenantToken } from './tenant.token.js';

/** `token` is the `state` of RFC 6749. It is never logged. */
export interface StateToken extends TenantToken {
  /** The verifier of RFC 7636. It is derived from the state with our key. */
  codeVerifier: string;
}

/** The state that the provider receives and returns. It is signed for one provider. */
@Injectable()
export class StateTokens {
  constructor(private readonly keys: SigningKeys) {}

  issue(tenantId: string, provider: string): StateToken {
    return stateToken(issueTenantToken(this.keys.first('oauth-state'), tenantId, 'state', provider));
  }

  /**
   * `undefined`: the state was not issued here, or was issued for another provider. Any of the signing keys may have
   * signed it.
   */
  open(token: unknown, provider: string): StateToken | undefined {
    const opened = openTenantToken(this.keys.for('oauth-state'), token, 'state', provider);
    return opened && stateToken(opened);
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc7636#section-4.2 */
export function codeChallenge(codeVerifier: string): string {
  return createHash('sha256').update(codeVerifier).digest('base64url');
}

function stateToken({ token, hash, tenantId, key, payload }: ReturnType<typeof issueTenantToken>): StateToken {
  return { token, hash, tenantId, codeVerifier: mac(key, 'code-verifier', payload) };
}
