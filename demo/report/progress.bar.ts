import { count } from './number.format.js';

export interface Bar {
  label: string;
  done: number;
  /** `null`: not known. */
  total: number | null;
  state: 'open' | 'done' | 'failed';
}

const LABEL = 22;
const NUMBERS = 25;
const WIDEST = 40;
const NARROWEST = 8;

/** One line of a given width at most, of three parts so that each can be coloured. */
export function barParts({ label, done, total, state }: Bar, columns: number): [string, string, string] {
  const width = Math.max(NARROWEST, Math.min(WIDEST, columns - LABEL - NUMBERS - 6));
  const filled = Math.round(shareOf({ done, total, state }) * width);
  const numbers = state === 'open' ? `${count(done)} of ${total === null ? '?' : count(total)}` : count(done);
  const parts = [
    `  ${label.slice(0, LABEL).padEnd(LABEL)} `,
    `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`,
    ` ${numbers}${state === 'failed' ? ' failed' : ''}`,
  ] as const;
  return clip(parts, columns);
}

/** 1 only at the end: an estimate that was too low shows as nearly there. */
export function shareOf({ done, total, state }: Pick<Bar, 'done' | 'total' | 'state'>): number {
  if (state === 'done') return 1;
  if (!total) return 0;
  return Math.min(0.99, done / total);
}

function clip([label, bar, numbers]: readonly [string, string, string], columns: number): [string, string, string] {
  const head = label.slice(0, columns);
  const middle = bar.slice(0, Math.max(0, columns - head.length));
  return [head, middle, numbers.slice(0, Math.max(0, columns - head.length - middle.length))];
}
