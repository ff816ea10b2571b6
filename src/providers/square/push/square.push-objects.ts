import { text } from '../../kit/fields.js';
import type { KnownObject } from '../../push.port.js';

export type SquareObject = Readonly<Record<string, unknown>>;

/** @returns `null` where Square has sent something else than an object with an id */
export function knownObject(object: SquareObject, origin: KnownObject['origin']): KnownObject | null {
  const externalId = text(object.id);
  if (!externalId || object.is_deleted === true) return null;
  return { externalId, externalVersion: versionOf(object), object, origin };
}

/** Of catalogue objects a time in milliseconds, of customers a count. */
export function versionOf({ version }: SquareObject): string | null {
  return version === undefined || version === null ? null : String(version);
}
