import { exactJson } from './exact.json.js';

const LINES_A_PIECE = 200;

/** Values as NDJSON, in pieces that leave room for other requests. */
export class NdjsonLines implements Iterable<string> {
  constructor(private readonly values: Iterable<unknown>) {}

  *[Symbol.iterator](): Generator<string> {
    let piece: string[] = [];
    for (const value of this.values) {
      piece.push(`${exactJson(value)}\n`);
      if (piece.length < LINES_A_PIECE) continue;
      yield piece.join('');
      piece = [];
    }
    if (piece.length > 0) yield piece.join('');
  }
}
