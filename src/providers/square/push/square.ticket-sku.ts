import { createHash } from 'node:crypto';

const ID_CHARACTERS = 12;
/** Mark of a variation whose ticket type the event no longer has. */
const WITHDRAWN = ' withdrawn';

/**
 * The SKU of a ticket type: the reference of its event, and a hash of its id. Square can be asked for it, and anyone can see
 * which item belongs to which event. It does not have to be unique at Square.
 */
export function skuOf(reference: string, ticketTypeId: string): string {
  return `${prefixOf(reference)}${createHash('sha256').update(ticketTypeId).digest('hex').slice(0, ID_CHARACTERS)}`;
}

/**
 * Square keeps this text with a variation, and shows it to no one. So a variation is known again after the merchant has
 * given it another SKU.
 */
export function userDataOf(sku: string, isWithdrawn: boolean): string {
  return `hub:${sku}${isWithdrawn ? WITHDRAWN : ''}`;
}

interface OwnVariation {
  sku: string;
  isWithdrawn: boolean;
}

/** @returns `null`: it is the merchant's own, or another program's */
export function ownVariation(reference: string, { sku, user_data }: Record<string, unknown>): OwnVariation | null {
  const noted = typeof user_data === 'string' && user_data.startsWith('hub:') ? user_data.slice('hub:'.length) : '';
  const isWithdrawn = noted.endsWith(WITHDRAWN);
  const kept = isWithdrawn ? noted.slice(0, -WITHDRAWN.length) : noted;
  const own = [kept, sku].find((one) => typeof one === 'string' && one.startsWith(prefixOf(reference)));
  return own === undefined ? null : { sku: String(own), isWithdrawn };
}

const prefixOf = (reference: string): string => `${reference}-`;
