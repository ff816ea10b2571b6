/** When tokens are due for refresh. Every provider uses these names of fields. `null`: never. */
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
