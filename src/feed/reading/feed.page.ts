import type { FeedPosition } from '../feed.position.js';
import type { ChangeDto } from '../change.dto.js';
import type { FeedScope } from '../feed.scope.js';

export interface FeedPage {
  scope: FeedScope;
  changes: ChangeDto[];
  /** Where the next page begins. */
  next: FeedPosition;
  /** Whether everything that could be read is read. */
  isAtEnd: boolean;
  /** Whether nothing else is committed, readable or not. */
  upToDate: boolean;
}
