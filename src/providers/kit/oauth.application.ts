export interface ApplicationKeys {
  clientId: string;
  clientSecret: string;
}

/** How this installation is registered with a vendor. */
export class OAuthApplication {
  /** @param variables names of the two variables, for the message: `A_CLIENT_ID and A_CLIENT_SECRET` */
  constructor(
    private readonly keys: Partial<ApplicationKeys>,
    private readonly variables: string,
  ) {}

  get isConfigured(): boolean {
    return this.keys.clientId !== undefined && this.keys.clientSecret !== undefined;
  }

  /** @throws Error where it is not registered, so that nothing should have come here */
  required(): ApplicationKeys {
    const { clientId, clientSecret } = this.keys;
    if (!clientId || !clientSecret) throw new Error(`${this.variables} are not configured`);
    return { clientId, clientSecret };
  }
}

/** The page on which the owner of an account gives the consent. */
export function consentUrl(endpoint: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(endpoint);
  url.search = new URLSearchParams(parameters).toString();
  return url.href;
}
