import { asRecord, text } from '../../kit/fields.js';
import { LAST_SEQUENCE } from '../../record-batch.js';

type Raw = Readonly<Record<string, unknown>>;

export interface Version {
  /** Epoch seconds. */
  seconds: number;
  sequence: number;
}

/** When it was last changed, as it says: Pacific time with its offset, in whole seconds. */
export function updatedText(object: Raw): string | null {
  return text(asRecord(object.MetaData).LastUpdatedTime);
}

/** 0 where the object does not say; then its SyncToken alone tells old from new. */
export function updatedSeconds(object: Raw): number {
  const time = Date.parse(updatedText(object) ?? '');
  return Number.isNaN(time) ? 0 : Math.floor(time / 1000);
}

/** The SyncToken counts the changes of an object, so it orders those of one second. */
export function versionOf(object: Raw): Version {
  const token = text(object.SyncToken) ?? '';
  const count = /^\d+$/.test(token) ? Number(BigInt(token) % BigInt(LAST_SEQUENCE + 1)) : 0;
  return { seconds: updatedSeconds(object), sequence: count };
}
