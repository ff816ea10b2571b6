import { BoundedCache } from '../../../common/bounded-cache.js';
import type { Json } from '../../provider.values.js';

type Fields = Readonly<Record<string, unknown>>;

const MOST_VALUES = 10_000;
/** Somebody may have changed what is taken, or the provider may. */
const KEPT_MS = 600_000;

/**
 * Values of single fields that an account has refused. One telephone number that it does not take must not keep the whole
 * person from it, so the request is built again without that field.
 */
export class RefusedValues {
  /** When it was refused, by `performance.now()`. */
  private readonly refused = new BoundedCache<string, number>(MOST_VALUES);

  /**
   * @param scope the account, and the list in it
   * @returns whether one of them is news, so that the request is built differently now
   */
  note(scope: string, fields: Fields): boolean {
    const names = Object.keys(fields);
    const isNews = this.among(scope, fields).length < names.length;
    for (const name of names) this.refused.set(keyOf(scope, name, fields[name]), performance.now());
    return isNews;
  }

  /** The names of those fields that are to be left out. */
  among(scope: string, fields: Fields): string[] {
    return Object.keys(fields).filter((name) => {
      const at = this.refused.get(keyOf(scope, name, fields[name]));
      return at !== undefined && performance.now() - at < KEPT_MS;
    });
  }
}

/** The fields without those that {@link RefusedValues.among} has named. @param names as the account's facts have them */
export function withoutRefused<T extends Fields>(fields: T, names: Json | undefined): T {
  if (!Array.isArray(names)) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name))) as T;
}

const keyOf = (scope: string, name: string, value: unknown): string => JSON.stringify([scope, name, value]);
