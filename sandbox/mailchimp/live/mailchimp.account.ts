import { plannedContent, type ContentSpec } from '../../common/account.content.js';
import { hashText } from '../../common/seeded.random.js';
import { audience } from '../dataset/audience.objects.js';
import { activeCount, emailActivity } from '../dataset/activity.objects.js';
import { CampaignCalendar, type CampaignFacts } from '../dataset/campaign.facts.js';
import { campaign, campaignId, report, unsubscribe } from '../dataset/campaign.objects.js';
import { Dataset } from '../dataset/dataset.js';
import { store } from '../dataset/store.objects.js';
import { streamCounts, type StreamCounts } from '../dataset/stream.counts.js';
import { STREAMS, type MailchimpObject, type StreamName } from '../mailchimp.stream.js';
import { MailchimpAudience } from './mailchimp.audience.js';
import { MailchimpStore } from './mailchimp.store.js';
import { ObjectCollection } from './object.collection.js';
import { OutgoingMails } from './outgoing.mails.js';

export interface AccountSpec extends ContentSpec<StreamCounts> {
  /** Ends in the data centre, as in `…-us19`. */
  apiKey?: string;
}

/** A collection, and the parent whose id leads the external ids of what is in it. */
export interface Branch {
  parent: string | null;
  collection: ObjectCollection;
}

export class MailchimpAccount {
  readonly data: Dataset;
  readonly audiences = new Map<string, MailchimpAudience>();
  readonly stores = new Map<string, MailchimpStore>();
  readonly mails = new OutgoingMails();
  readonly campaigns: ObjectCollection;
  readonly reports: ObjectCollection;
  /** By campaign. */
  readonly unsubscribes = new Map<string, ObjectCollection>();
  /** Of the recipients who have done something, by campaign. */
  readonly activity = new Map<string, ObjectCollection>();
  private readonly audienceList: ObjectCollection;
  private readonly storeList: ObjectCollection;

  constructor(
    readonly id: string,
    readonly apiKey: string,
    spec: AccountSpec,
    now: number,
  ) {
    const { counts, createdFrom, createdTo } = plannedContent(spec, now, streamCounts);
    const data = (this.data = new Dataset(id, spec.seed ?? hashText(id), counts, createdFrom, createdTo));
    const calendar = new CampaignCalendar(data);
    for (let index = 0; index < counts.audiences; index += 1) {
      const made = new MailchimpAudience(data, index, calendar);
      this.audiences.set(made.id, made);
    }
    const audiences = [...this.audiences.values()];
    for (let index = 0; index < counts.stores; index += 1) {
      const made = new MailchimpStore(data, index, audiences[index % audiences.length]!);
      this.stores.set(made.id, made);
    }
    const stores = [...this.stores.values()];
    const sent = (facts: CampaignFacts): MailchimpObject => this.originalCampaign(facts, audiences[facts.audience]!);
    this.audienceList = new ObjectCollection('audiences', {
      count: audiences.length,
      build: (at) => audience(data, at),
    });
    this.storeList = new ObjectCollection('stores', { count: stores.length, build: (at) => store(stores[at]!.facts) });
    this.campaigns = new ObjectCollection('campaigns', {
      count: calendar.all.length,
      build: (at) => sent(calendar.all[at]!),
    });
    this.reports = new ObjectCollection('campaign_reports', {
      count: calendar.sent.length,
      build: (at) => report(data, calendar.sent[at]!, sent(calendar.sent[at]!)),
    });
    for (const facts of calendar.sent) {
      const [id, to] = [campaignId(data, facts.index), audiences[facts.audience]!];
      this.unsubscribes.set(id, this.originalLeavers(facts, to));
      this.activity.set(id, this.originalActivity(facts, to));
    }
  }

  get dataCentre(): string {
    return this.apiKey.split('-')[1] ?? 'us19';
  }

  /** Where a stream's objects are: one collection, or one for each parent. */
  branches(stream: StreamName): Branch[] {
    const each = (map: ReadonlyMap<string, ObjectCollection>): Branch[] =>
      [...map].map(([parent, collection]) => ({ parent, collection }));
    const of = <T>(map: ReadonlyMap<string, T>, pick: (owner: T) => ObjectCollection): Branch[] =>
      [...map].map(([parent, owner]) => ({ parent, collection: pick(owner) }));
    switch (stream) {
      case 'audiences':
        return [{ parent: null, collection: this.audienceList }];
      case 'contacts':
        return [...of(this.audiences, (owner) => owner.contacts), ...of(this.audiences, (owner) => owner.phones)];
      case 'merge_fields':
        return of(this.audiences, (owner) => owner.mergeFields);
      case 'interests':
        return of(this.audiences, (owner) => owner.interests);
      case 'email_activity':
        return each(this.activity);
      case 'segments':
        return of(this.audiences, (owner) => owner.segments);
      case 'campaigns':
        return [{ parent: null, collection: this.campaigns }];
      case 'campaign_reports':
        return [{ parent: null, collection: this.reports }];
      case 'unsubscribes':
        return each(this.unsubscribes);
      case 'stores':
        return [{ parent: null, collection: this.storeList }];
      default:
        return of(this.stores, (owner) => owner[stream]);
    }
  }

  /** An audience as it is now, without its `stats`. */
  audienceObject(id: string): MailchimpObject {
    return this.audienceList.find(id)!;
  }

  /** A campaign that was just sent starts without unsubscribes. */
  openUnsubscribes(campaign: string): void {
    const build = (): never => {
      throw new Error('a new campaign has no unsubscribes');
    };
    this.activity.set(campaign, new ObjectCollection('email_activity', { count: 0, build }));
    this.unsubscribes.set(campaign, new ObjectCollection('unsubscribes', { count: 0, build }));
  }

  counts(): Record<StreamName, number> {
    const total = (stream: StreamName): number =>
      this.branches(stream).reduce((sum, { collection }) => sum + collection.liveCount, 0);
    return Object.fromEntries(STREAMS.map((stream) => [stream, total(stream)])) as Record<StreamName, number>;
  }

  /** A mail goes to those who were there then, and to all who unsubscribed through it. */
  private originalCampaign(facts: CampaignFacts, to: MailchimpAudience): MailchimpObject {
    const share = (facts.index + 1) / this.data.counts.campaigns;
    const recipients = Math.max(to.leaversOf(facts.index).length, Math.floor(to.facts.count * share * 0.8));
    return campaign(this.data, facts, recipients);
  }

  /** What was done by some of those who opened the mail. */
  private originalActivity(facts: CampaignFacts, to: MailchimpAudience): ObjectCollection {
    let count: number | undefined;
    const opened = (): number => {
      const { opens } = report(this.data, facts, this.originalCampaign(facts, to)) as {
        opens: { unique_opens: number };
      };
      return opens.unique_opens;
    };
    return new ObjectCollection('email_activity', {
      get count() {
        return (count ??= Math.min(activeCount(facts, to.facts), opened()));
      },
      build: (at) => emailActivity(facts, to.facts, to.id, at),
    });
  }

  private originalLeavers(facts: CampaignFacts, from: MailchimpAudience): ObjectCollection {
    const leavers = (): readonly number[] => from.leaversOf(facts.index);
    return new ObjectCollection('unsubscribes', {
      get count() {
        return leavers().length;
      },
      build: (at) => {
        const index = leavers()[at]!;
        return unsubscribe(campaignId(this.data, facts.index), from.original(index), from.facts.facts(index).changedAt);
      },
    });
  }
}
