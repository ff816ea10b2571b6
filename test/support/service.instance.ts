import { startService, type Service } from './service.js';

/** Starts another process with the database and Redis of `service`, on its own port. */
export function startInstance(service: Service, env: Record<string, string> = {}): Promise<Service> {
  const shared = Object.fromEntries(Object.entries(service.env).filter(([name]) => name !== 'PORT'));
  return startService({ ...shared, ...env });
}
