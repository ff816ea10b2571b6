import type { PullPage } from '../../provider.port.js';
import type { ParentObject } from './mailchimp.parents.js';

/** Which lists a walk goes through, and what it reports at its end. */
export interface WalkPlan {
  /** Only what has changed since, epoch seconds, of lists that can be asked for it; `null`: everything. */
  from: number | null;
  /** Which of the parents' lists are walked through. */
  choose(parents: ParentObject[]): ParentObject[];
  /** Whether each list is counted as a whole, once it has been walked through. */
  counted: boolean;
  /** After each page, how many there are in its list. */
  onList?(parent: string | null, total: number): void;
  /** What the last page says of the whole walk. @param count of all lists, where they are counted */
  ending(count: number): Pick<PullPage, 'memory' | 'totals'>;
}

/** Everything, and nothing counted. */
export const WHOLE: WalkPlan = { from: null, choose: (parents) => parents, counted: false, ending: () => ({}) };
