export interface Route {
  method: string;
  path: string;
  access: string;
}

interface Operation {
  'x-access'?: string;
}

export interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  [key: string]: unknown;
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options', 'trace'];

export async function fetchOpenApi(url: string): Promise<OpenApi> {
  return (await (await fetch(`${url}/docs-json`)).json()) as OpenApi;
}

/** Every documented route with its access. `undeclared` if the document has none. */
export function routesOf({ paths }: OpenApi): Route[] {
  return Object.entries(paths)
    .flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([method]) => METHODS.includes(method))
        .map(([method, operation]) => ({
          method: method.toUpperCase(),
          path,
          access: operation['x-access'] ?? 'undeclared',
        })),
    )
    .sort((a, b) => compare(a.path, b.path) || compare(a.method, b.method));
}

/** The path of a route with its parameters filled in. A parameter that `values` does not name becomes `fallback`. */
export function fill(path: string, values: Record<string, string> = {}, fallback = ''): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? fallback);
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
