import { parseItems } from '../../common/http/json.body.js';
import type { JsonBounds } from '../../common/json-structure.js';

const NEWLINE = 0x0a;

export interface ImportRow {
  /** From 1; the first line of the body is the operation. */
  line: number;
  /** `undefined`: the line cannot be read. */
  item: unknown;
  problem: string | null;
}

export interface ImportBounds extends JsonBounds {
  /** Of one line. */
  bytes: number;
  /** Most rows of a step. */
  stepRows: number;
  /** A step ends with the line that reaches this. */
  stepBytes: number;
}

/** Whether the body has more lines than `most`, empty ones included. */
export function hasMoreLines(bytes: Buffer, most: number): boolean {
  let lines = 0;
  for (let at = 0; at < bytes.length; lines++) {
    if (lines >= most) return true;
    const found = bytes.indexOf(NEWLINE, at);
    at = found < 0 ? bytes.length : found + 1;
  }
  return false;
}

/** The rows of an NDJSON body after its first line, some at a time. Empty lines are left out. */
export function* rowsOf(bytes: Buffer, bounds: ImportBounds): Generator<ImportRow[]> {
  let rows: ImportRow[] = [];
  let read = 0;
  let line = 1;
  for (let start = 0; start < bytes.length;) {
    const found = bytes.indexOf(NEWLINE, start);
    const end = found < 0 ? bytes.length : found;
    const text = bytes.subarray(start, end);
    line += 1;
    start = end + 1;
    if (isBlank(text)) continue;
    rows.push({ line, ...parse(text, bounds) });
    read += text.length;
    if (rows.length < bounds.stepRows && read < bounds.stepBytes) continue;
    yield rows;
    rows = [];
    read = 0;
  }
  if (rows.length > 0) yield rows;
}

function parse(text: Buffer, bounds: ImportBounds): Omit<ImportRow, 'line'> {
  if (text.length > bounds.bytes) return { item: undefined, problem: `must have at most ${bounds.bytes} bytes` };
  try {
    return { item: parseItems(text, bounds), problem: null };
  } catch (error) {
    return { item: undefined, problem: (error as Error).message };
  }
}

function isBlank(text: Buffer): boolean {
  return text.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
