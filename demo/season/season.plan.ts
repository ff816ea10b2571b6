/** Decides what is changed. */
export interface Chance {
  chance(oneIn: number): boolean;
}

/** How the objects of a season differ from each other. */
export interface SeasonPlan {
  /** Ids and addresses begin with it. */
  name: string;
  /** Of the events, in turn. */
  currencies: readonly string[];
  /** Consent of the contact with this number, in a version of it. */
  consentOf(contact: number, version: number): 'granted' | 'revoked' | 'unknown';
  /** What a version of a sale says besides: nothing that is money. */
  noteOf(sale: number, version: number): Record<string, unknown>;
}

/** One currency, and every contact consents. */
export const SEASON_PLAN: SeasonPlan = {
  name: 's',
  currencies: ['USD'],
  consentOf: () => 'granted',
  noteOf: () => ({}),
};

const EVERY = 5;

/** Two currencies. Of five people one says nothing about e-mail, and one leaves. A sale is told its charge later. */
export const DEMO_SEASON: SeasonPlan = {
  name: 'demo',
  currencies: ['USD', 'EUR'],
  consentOf: (contact, version) => {
    if (contact % EVERY === EVERY - 1) return 'unknown';
    return contact % EVERY === 0 && version > 1 ? 'revoked' : 'granted';
  },
  noteOf: (sale, version) =>
    version > 1 ? { provider: 'stripe', providerPaymentId: `ch_demo_${sale}_${version}` } : {},
};

/** Every second object, so that each demo is the same. */
export class EverySecond implements Chance {
  private asked = 0;

  chance(oneIn: number): boolean {
    this.asked += 1;
    return this.asked % oneIn === 0;
  }
}
