/** https://www.w3.org/TR/trace-context/#traceparent-header, version 00: trace id, parent id, flags. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The caller's `traceparent`, if it is valid. */
export function traceContextOf(header: string | string[] | undefined): string | null {
  return typeof header === 'string' && TRACEPARENT.test(header) ? header : null;
}

/** The trace that a valid `traceparent` belongs to. */
export function traceIdOf(traceContext: string | null | undefined): string | undefined {
  return traceContext ? TRACEPARENT.exec(traceContext)?.[1] : undefined;
}
