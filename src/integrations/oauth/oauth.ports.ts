import { Inject, Injectable } from '@nestjs/common';
import { ConflictError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { OAuthPort } from '../../providers/oauth.port.js';
import type { FieldDescription } from '../../providers/provider.port.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';

export interface KnownOAuth {
  oauth: OAuthPort;
  /** Name of the provider for people. */
  title: string;
  settingFields: readonly FieldDescription[];
  /** As registered with the provider. Built from PUBLIC_URL, never from the Host header. */
  redirectUri: string;
}

/** The providers that can be connected by OAuth in this installation. */
@Injectable()
export class OAuthPorts {
  constructor(
    private readonly providers: ProviderRegistry,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws NotFoundError `unknown_provider` */
  requireKnown(name: string): void {
    this.providers.get(name);
  }

  /** @throws NotFoundError `unknown_provider` @throws ConflictError `provider_not_configured` */
  get(name: string): KnownOAuth {
    const provider = this.providers.get(name);
    const { title, settingFields } = provider.describe();
    if (!provider.oauth?.isConfigured()) {
      throw new ConflictError(`${title} is not set up for OAuth here; connect it by key`, 'provider_not_configured');
    }
    const redirectUri = `${this.config.publicUrl}/api/v1/integrations/oauth/${name}/callback`;
    return { oauth: provider.oauth, title, settingFields, redirectUri };
  }
}
