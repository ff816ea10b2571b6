const DATA_CENTRE = /^[a-z]{2,4}\d{1,3}$/;
const API_HOST = '.api.mailchimp.com';

/**
 * The base URL of an account's API. Each account is in one data centre, and only that one answers for it.
 * https://mailchimp.com/developer/marketing/docs/fundamentals/#api-structure
 * @param configured MAILCHIMP_API_BASE_URL; replaces all data centres
 * @returns `null`: not the name of a data centre. A caller must not be able to choose the host
 */
export function apiBaseUrl(dataCentre: string | undefined, configured: string | undefined): string | null {
  if (configured !== undefined) return configured;
  return dataCentre !== undefined && DATA_CENTRE.test(dataCentre) ? `https://${dataCentre}${API_HOST}` : null;
}

/** Of an API key, which ends in it: `…-us19`. */
export function dataCentreOf(apiKey: string): string | undefined {
  const dataCentre = apiKey.slice(apiKey.lastIndexOf('-') + 1);
  return apiKey.includes('-') && DATA_CENTRE.test(dataCentre) ? dataCentre : undefined;
}

/** Whether an endpoint that Mailchimp's login host names belongs to Mailchimp, or is the configured one. */
export function isApiEndpoint(endpoint: unknown, configured: string | undefined): boolean {
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) return false;
  const { host, protocol, username, password } = new URL(endpoint);
  if (configured !== undefined && host === new URL(configured).host) return true;
  return protocol === 'https:' && host.endsWith(API_HOST) && username === '' && password === '';
}
