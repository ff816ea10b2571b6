import { channel } from 'node:diagnostics_channel';
import type { DatabaseUnavailableError } from './database-unavailable.error.js';

/** One channel for the process: a failure in one pool concerns all pools. */
const failures = channel('integration-service.database-failure');

export function reportDatabaseFailure(error: DatabaseUnavailableError): void {
  failures.publish(error);
}

/** @returns a function that ends the subscription */
export function onDatabaseFailure(listener: (error: DatabaseUnavailableError) => void): () => void {
  const subscriber = (message: unknown): void => listener(message as DatabaseUnavailableError);
  failures.subscribe(subscriber);
  return () => void failures.unsubscribe(subscriber);
}
