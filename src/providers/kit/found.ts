import { ProviderNotFoundError } from '../provider.errors.js';
import type { FetchedRecord } from '../provider.port.js';

/** Whether the call found its object. @throws whatever else it fails with */
export async function isFound(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof ProviderNotFoundError) return false;
    throw error;
  }
}

/** What a read of an object that is gone comes to. @param seconds of the provider's clock */
export function gone(seconds: number): FetchedRecord {
  return { seconds, deleted: true, json: '{}' };
}
