export function endpointUrl(publicUrl: string, provider: string, token: string): string {
  return `${publicUrl}/api/v1/webhooks/${provider}/${token}`;
}
