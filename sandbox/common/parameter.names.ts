import type { SandboxRequest } from './http.server.js';

/** Names in the query, and at the top of the body. */
export function parameterNames({ query, headers, body }: SandboxRequest): string[] {
  const type = headers['content-type'] ?? '';
  const named = (form: string): string[] => [...new URLSearchParams(form).keys()].map((key) => key.split('[')[0]!);
  const inQuery = named(query);
  if (body === '') return inQuery;
  if (type.includes('x-www-form-urlencoded')) return [...inQuery, ...named(body)];
  return [...inQuery, ...namesIn(body)];
}

function namesIn(text: string): string[] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  } catch {
    return [];
  }
}
