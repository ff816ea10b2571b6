/** When tokens are due for a refresh, by the fields that every provider names alike; `null`: never. */
export function refreshTime(
  { refreshToken, expiresAt, renewAt }: Readonly<Record<string, string>>,
  marginSeconds: number,
): Date | null {
  if (!refreshToken) return null;
  const end = Date.parse(expiresAt ?? '') - marginSeconds * 1000;
  const asked = Date.parse(renewAt ?? '');
  const times = [asked, end].filter((time) => !Number.isNaN(time));
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}
