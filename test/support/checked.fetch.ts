import { assertDocumented } from './document.check.js';

export interface CheckedAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** As `fetch`, with the whole answer, which is compared with the OpenAPI document. */
export async function checkedFetch(url: string | URL, options: RequestInit = {}): Promise<CheckedAnswer> {
  const response = await fetch(url, options);
  const text = await response.text();
  const { status, headers } = response;
  const { pathname, search } = new URL(url);
  const method = options.method ?? 'GET';
  assertDocumented({ method, path: pathname + search, status, contentType: headers.get('content-type'), text });
  return { status, headers, text };
}
