import type { ControlClient } from '../clients/control.client.js';
import type { Season } from './season.js';

/** An object as a provider has it, or as it is to have it, as far as the platform has a say in it. */
export interface ComparedObject {
  /** The stream that shows it. */
  type: string;
  /** What the platform knows it by. There is one object for each. */
  key: string;
  /** What it says. */
  content: unknown;
  money?: { currency: string; amountMinor: number };
}

/** What a season comes to at one provider. */
export interface SeasonAtProvider {
  /** What the owner does at the provider before anything is pushed to the account. */
  setUp(control: ControlClient, account: string): Promise<void>;
  /** By what was pushed. */
  expected(season: Season): ComparedObject[];
  /** All objects at the provider that came of it. */
  found(control: ControlClient, account: string): Promise<ComparedObject[]>;
}

/** A name without what changes in it, and without what the hub has added to it. */
export const eveningOf = (name: unknown): string => /^Evening \d+/.exec(String(name))?.[0] ?? String(name);
