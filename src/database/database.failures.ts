import { channel } from 'node:diagnostics_channel';
import type { DatabaseUnavailableError } from './database-unavailable.error.js';

/** Of the process: pools are many, and what one of them meets concerns all. */
const failures = channel('integration-service.database-failure');

export function reportDatabaseFailure(error: DatabaseUnavailableError): void {
  failures.publish(error);
}

/** @returns how to end it */
export function onDatabaseFailure(listener: (error: DatabaseUnavailableError) => void): () => void {
  const subscriber = (message: unknown): void => listener(message as DatabaseUnavailableError);
  failures.subscribe(subscriber);
  return () => void failures.unsubscribe(subscriber);
}
