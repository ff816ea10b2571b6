import { z } from 'zod';
import { anyJson, checkedCursor } from '../../kit/checked.cursor.js';
import type { ProviderError } from '../../provider.errors.js';
import type { Json } from '../../provider.port.js';
import { refusalOf, refusalSchema, type Refusal } from './quickbooks.refusal.js';
import { findStream, type QuickBooksStream } from './quickbooks.streams.js';

/**
 * Position of a walk through changes. `ask`: the entities of a group share one answer. If they do not fit, or the answer
 * is refused, the group is divided. If a single entity does not fit either, `deletions` asks for a shorter and shorter
 * time until they fit, and `query` finds what was changed.
 */
export interface Position {
  step: 'ask' | 'deletions' | 'query';
  /** Groups of streams still to be walked, the current one first. */
  left: string[][];
  /** Those whose deletions are not all known, so that they must be counted. */
  unsure: string[];
  refused: Refusal[];
  at: Json;
}

const streamName = z.string().refine((name) => findStream(name) !== undefined);

export const POSITION = checkedCursor<Position>({
  name: "QuickBooks' changes",
  version: 2,
  schema: z
    .object({
      step: z.enum(['ask', 'deletions', 'query']),
      left: z.array(z.array(streamName).min(1)),
      unsure: z.array(streamName),
      refused: z.array(refusalSchema),
      at: anyJson,
    })
    .refine(({ step, at }) => step !== 'deletions' || typeof at === 'number'),
  convert: {
    // Groups were either all streams together, or each alone.
    1: ({ step, left, ...rest }) => {
      const names = Array.isArray(left) ? (left as unknown[]) : [];
      const isAsked = step === 'together' || step === 'alone';
      return {
        ...rest,
        step: isAsked ? 'ask' : step,
        left: step === 'together' ? [names] : names.map((name) => [name]),
        refused: [],
      };
    },
  },
});

export function startOf(streams: readonly QuickBooksStream[]): Position {
  return { step: 'ask', left: [streams.map(({ name }) => name)], unsure: [], refused: [], at: null };
}

/** The streams of the current group, of names that the cursor's check has let pass. */
export function currentOf({ left: [group = []] }: Position): QuickBooksStream[] {
  return group.map(streamNamed);
}

export const streamNamed = (name: string) => findStream(name)!;

export function nextGroup(position: Position): Position {
  return { ...position, step: 'ask', left: position.left.slice(1), at: null };
}

/** Where the answer for a group was cut: each entity gets an answer to itself. */
export function oneByOne(position: Position): Position {
  const [group = [], ...left] = position.left;
  return { ...position, left: [...group.map((name) => [name]), ...left] };
}

/** Where a group was refused: its halves are asked for, until the one that is refused stands alone. */
export function afterRefusal(position: Position, error: ProviderError): Position {
  const [group = [], ...left] = position.left;
  const [name] = group;
  if (group.length > 1) {
    const middle = Math.ceil(group.length / 2);
    return { ...position, left: [group.slice(0, middle), group.slice(middle), ...left] };
  }
  const unsure = position.unsure.filter((other) => other !== name);
  const refused = [...position.refused, refusalOf(name!, error)];
  return { ...nextGroup(position), unsure, refused };
}
