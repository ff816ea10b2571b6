import { z } from 'zod';

/** The kinds of fields of the shapes. What a provider does not say is `null`. */
export const text = z.string().nullable();
export const flag = z.boolean();
export const count = z.int().nullable();
/** A number that can have a fraction. */
export const fraction = z.number().nullable();
/** An amount of money in the minor unit of the currency that stands beside it. */
export const amount = z.int().nullable();
/** A code that is none of ISO 4217 is kept, and has no amounts. */
export const currency = z.string().nullable().describe('ISO 4217, upper case.');
/** A time in UTC. */
export const time = z.iso.datetime().nullable();
/** A day of the calendar, which is no instant. */
export const day = z.iso.date().nullable();
/** Texts that the account has stored with its objects, by its own names. */
export const metadata = z.record(z.string(), z.string());

/** The ways to pay. */
export const METHODS = [
  'card',
  'wallet',
  'bank_account',
  'cash',
  'gift_card',
  'buy_now_pay_later',
  'check',
  'other',
] as const;
export type Method = (typeof METHODS)[number];
export const method = z.enum(METHODS).nullable();
