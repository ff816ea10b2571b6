/**
 * Waits. Rejects with the reason of `signal` as soon as the signal is aborted.
 * @param ref `false`: the timer does not keep the process alive
 */
export function sleep(ms: number, signal: AbortSignal, { ref = true } = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    if (!ref) timer.unref();
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
