export interface ServerSentEvent {
  event: string;
  data: string;
}

/** Takes server-sent events out of the text as it comes: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export class EventStreamReader {
  private rest = '';

  /** The events that this chunk completes. */
  push(chunk: string): ServerSentEvent[] {
    const blocks = (this.rest + chunk).split('\n\n');
    this.rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => {
      const fields = block.split('\n').map((line) => /^(event|data): ?(.*)$/.exec(line));
      const data = fields.flatMap((field) => (field?.[1] === 'data' ? [field[2] ?? ''] : []));
      // A comment, such as a heartbeat, has none.
      if (data.length === 0) return [];
      return [{ event: fields.find((field) => field?.[1] === 'event')?.[2] ?? 'message', data: data.join('\n') }];
    });
  }
}
