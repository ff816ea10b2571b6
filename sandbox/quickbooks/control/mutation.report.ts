import type { Change } from '../live/change.journal.js';
import type { StreamName } from '../quickbooks.entity.js';

interface Named {
  stream: StreamName;
  id: string;
}

type Outcome = 'updated' | 'deleted' | 'created';
type StreamTally = Record<Outcome, number>;

/** What was changed, including what followed from it. Becoming inactive or void is an update: the entity is still there. */
export class MutationReport {
  private readonly named: Record<Outcome, Named[]> = { updated: [], deleted: [], created: [] };
  private readonly byStream: Partial<Record<StreamName, StreamTally>> = {};
  private events = 0;

  /** @param mergedAway the id of an entity that disappeared into the first one changed */
  add(changes: readonly Change[], mergedAway?: string): void {
    for (const change of changes) {
      if (change.event) this.events += 1;
      this.note(outcomeOf(change), change.stream, change.id);
    }
    if (mergedAway !== undefined) this.note('deleted', changes[0]!.stream, mergedAway);
  }

  describe() {
    return { ...this.named, events: this.events, byStream: this.byStream };
  }

  private note(outcome: Outcome, stream: StreamName, id: string): void {
    this.named[outcome].push({ stream, id });
    const tally = (this.byStream[stream] ??= { updated: 0, deleted: 0, created: 0 });
    tally[outcome] += 1;
  }
}

function outcomeOf(change: Change): Outcome {
  if (change.object === null) return 'deleted';
  return change.operation === 'created' ? 'created' : 'updated';
}
