import { describe, expect, it } from '@jest/globals';
import { EventStreamReader } from './event-stream.reader.js';

describe('EventStreamReader', () => {
  it('gives an event once its blank line is there, wherever the text was cut', () => {
    const reader = new EventStreamReader();
    expect(reader.push('event: progress\nda')).toEqual([]);
    expect(reader.push('ta: {"a":1}\n')).toEqual([]);
    expect(reader.push('\nevent: end\ndata: {}\n\n')).toEqual([
      { event: 'progress', data: '{"a":1}' },
      { event: 'end', data: '{}' },
    ]);
  });

  it('passes over comments and joins lines of data', () => {
    expect(new EventStreamReader().push(': heartbeat\n\ndata: a\ndata: b\n\n')).toEqual([
      { event: 'message', data: 'a\nb' },
    ]);
  });
});
