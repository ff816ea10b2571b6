const PATIENCE_MS = 10_000;

/** Asks a receiver whether it is there, as is done before a webhook is made; 0 when it cannot be reached. */
export async function probe(url: string, method: 'GET' | 'HEAD', userAgent: string): Promise<number> {
  try {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { 'User-Agent': userAgent },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return 0;
  }
}
