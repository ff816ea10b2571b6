/**
 * Asks for the next item while the caller still works on this one. At most one item waits, so memory stays bounded;
 * a failure of the next one surfaces when its turn comes.
 */
export async function* prefetch<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  let next = ahead(iterator);
  try {
    for (;;) {
      const result = await next;
      if (result.done) return;
      next = ahead(iterator);
      yield result.value;
    }
  } finally {
    await next.catch(() => undefined);
    await iterator.return?.();
  }
}

/** The promise is awaited later. Without a handler, a rejection before that would end the process. */
function ahead<T>(iterator: AsyncIterator<T>): Promise<IteratorResult<T>> {
  const next = iterator.next();
  next.catch(() => undefined);
  return next;
}
