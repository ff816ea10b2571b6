/**
 * What a child sees: nothing of the caller's own configuration. A real provider key in the shell must never reach a
 * demo.
 */
export function bareEnvironment(extra: Record<string, string>): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TZ'].flatMap((name) => {
    const value = process.env[name];
    return value ? [[name, value]] : [];
  });
  // Their output goes to log files.
  return { ...(Object.fromEntries(kept) as Record<string, string>), NO_COLOR: '1', ...extra };
}
