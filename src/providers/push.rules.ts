import type { Domain, Json } from './provider.values.js';

export interface RuleOption {
  name: string;
  kind: 'choice' | 'boolean' | 'date' | 'text';
  /** Values of a `choice` that are known without asking the provider. */
  values?: readonly string[];
  /** Values that a later version will offer. They are refused by name. */
  notAvailable?: readonly string[];
  required: boolean;
  /** A setting of the integration that counts as the choice. Absent: none. */
  setting?: string;
  default?: Json;
  /** What the keys are, if a value can be chosen for each key of an object. Absent: it has one value. */
  keys?: string;
  /** Of a `date`: if nothing is given, it is the time at which the rule is switched on. */
  startsNow?: boolean;
  /** Of a `text`: it names a time zone. Days would be those of another zone if it did not. */
  isZone?: boolean;
  description: string;
}

/** What a tenant decides for one kind of object. */
export interface RuleDescription {
  name: string;
  entity: Domain;
  enabledByDefault: boolean;
  /** Few items come under it. An account that lacks its options takes the others all the same. */
  concernsFew?: boolean;
  options: readonly RuleOption[];
  description: string;
}

/** A rule with the decisions of one integration. */
export interface Rule {
  name: string;
  enabled: boolean;
  options: Readonly<Record<string, Json>>;
  /** When that was last decided. Absent: it is not known, or nothing was. */
  decidedAt?: Date;
}

export type Rules = ReadonlyMap<string, Rule>;

/** Something that a person can choose for an option: an account, a class, an audience. */
export interface Choice {
  id: string;
  name: string;
  /** Why it cannot be chosen; absent: it can. */
  unavailable?: string;
}
