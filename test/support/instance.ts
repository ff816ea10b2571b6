import { startService, type Service } from './service.js';

/** One more process beside `service`, on the same database and Redis, and on a port of its own. */
export function startInstance(service: Service, env: Record<string, string> = {}): Promise<Service> {
  const shared = Object.fromEntries(Object.entries(service.env).filter(([name]) => name !== 'PORT'));
  return startService({ ...shared, ...env });
}
