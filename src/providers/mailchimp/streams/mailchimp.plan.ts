import type { Json, PullPage } from '../../provider.port.js';
import type { KeptObjects } from './mailchimp.page.js';
import type { ParentObject } from './mailchimp.parents.js';
import type { MailchimpObject, MailchimpStream } from './mailchimp.stream.js';

/** What a page of a list had. */
export interface PageFacts {
  /** How many objects the list has, on all of its pages. */
  total: number;
  /** External ids of what was kept of the page. */
  kept: readonly string[];
  /** How many of the page could not be kept. */
  leftOut: number;
}

/** Which lists a walk goes through, and what it reports at its end. */
export interface WalkPlan {
  /** Only what has changed since, epoch seconds, of lists that can be asked for it; `null`: everything. */
  from: number | null;
  /**
   * Which of the parents' lists are walked through.
   * @param seconds when they were asked for, by Mailchimp's clock
   */
  choose(parents: ParentObject[], seconds: number): ParentObject[];
  /** Whether each list is counted as a whole, once it has been walked through. */
  counted: boolean;
  /** What of a page is kept; absent: all of it. */
  keep?(source: MailchimpStream, parent: string, objects: readonly MailchimpObject[]): KeptObjects;
  /** After each page. */
  onPage?(source: MailchimpStream, parent: string | null, facts: PageFacts): void;
  /** What the plan must know to go on after an interruption; absent: nothing. */
  state?(): Json;
  resume?(state: Json): void;
  /** What the last page says of the whole walk. @param count of all lists, where they are counted */
  ending(count: number): Pick<PullPage, 'memory' | 'totals'>;
}

/** Everything, and nothing counted. */
export const WHOLE: WalkPlan = { from: null, choose: (parents) => parents, counted: false, ending: () => ({}) };
