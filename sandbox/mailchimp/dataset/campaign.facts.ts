import type { Dataset } from './dataset.js';

const DAY = 86_400;
/** The newest share of the campaigns has not been sent yet. */
const UNSENT_SHARE = 0.1;
const UNSENT = ['save', 'schedule', 'paused'] as const;

export interface CampaignFacts {
  index: number;
  /** Index of the audience it goes to. */
  audience: number;
  createdAt: number;
  status: 'sent' | (typeof UNSENT)[number];
  /** 0 unless it was sent. */
  sentAt: number;
}

/** The campaigns of an account, and which of them went to which audience. */
export class CampaignCalendar {
  readonly all: CampaignFacts[];
  readonly sent: CampaignFacts[];
  private readonly byAudience = new Map<number, CampaignFacts[]>();

  constructor(private readonly data: Dataset) {
    const { campaigns, audiences } = data.counts;
    const unsent = campaigns > 2 ? Math.ceil(campaigns * UNSENT_SHARE) : 0;
    this.all = Array.from({ length: campaigns }, (_, index) => this.facts(index, campaigns - unsent, audiences));
    this.sent = this.all.filter((campaign) => campaign.status === 'sent');
    for (const campaign of this.sent) {
      const sent = this.byAudience.get(campaign.audience) ?? [];
      this.byAudience.set(campaign.audience, [...sent, campaign]);
    }
  }

  /** Sent ones only, oldest first. */
  sentTo(audience: number): readonly CampaignFacts[] {
    return this.byAudience.get(audience) ?? [];
  }

  private facts(index: number, sent: number, audiences: number): CampaignFacts {
    const hash = this.data.hash('campaigns', index, 20);
    const createdAt = this.data.time((index + (hash & 1023) / 1024) / Math.max(1, this.data.counts.campaigns));
    const audience = hash % 3 < 2 ? 0 : (hash >>> 8) % Math.max(1, audiences);
    if (index >= sent) return { index, audience, createdAt, status: UNSENT[hash % 3]!, sentAt: 0 };
    const sentAt = Math.min(this.data.createdTo, createdAt + 600 + ((hash >>> 3) % DAY));
    return { index, audience, createdAt, status: 'sent', sentAt };
  }
}
