import { exceededBound, type JsonBounds } from '../../common/json-structure.js';
import { isObject } from './fields.js';
import { UnreadableError } from './unreadable.error.js';
import type { WebhookLimits } from './webhook.limits.js';

/**
 * The JSON of verified deliveries, or of what was kept of them. The only way in which they are parsed: a signature says
 * who sent it, and nothing about how much work it is.
 */
export class SignedJson {
  private readonly bounds: JsonBounds;

  constructor({ WEBHOOK_MAX_DEPTH, WEBHOOK_MAX_NODES }: WebhookLimits) {
    this.bounds = { depth: WEBHOOK_MAX_DEPTH, nodes: WEBHOOK_MAX_NODES };
  }

  /** @throws UnreadableError when it is not JSON, or more of it than is parsed */
  parse(json: string): unknown {
    this.checkStructure(json);
    try {
      return JSON.parse(json) as unknown;
    } catch {
      throw new UnreadableError('malformed_event', 'The event is not JSON');
    }
  }

  /** @throws UnreadableError as {@link parse}, and when it is not an object */
  parseObject(json: string): Record<string, unknown> {
    const event = this.parse(json);
    if (!isObject(event)) throw new UnreadableError('malformed_event', 'The event is not a JSON object');
    return event;
  }

  private checkStructure(json: string): void {
    if (this.isShallowAndShort(json)) return;
    const exceeded = exceededBound(Buffer.from(json), this.bounds);
    if (exceeded === 'depth') {
      throw new UnreadableError('too_deep', `The event is nested more than ${this.bounds.depth} levels deep`);
    }
    if (exceeded === 'nodes') {
      throw new UnreadableError('too_many_values', `The event has more than ${this.bounds.nodes} values`);
    }
  }

  /**
   * Nearly every delivery: too short for so many values, and with too few brackets, wherever they stand, to be deep.
   * Finding brackets is a twentieth of the work of walking through every byte (0.2 µs for 2 KB instead of 4).
   */
  private isShallowAndShort(json: string): boolean {
    if (json.length >= this.bounds.nodes) return false;
    let brackets = 0;
    for (const bracket of ['{', '[']) {
      for (let at = json.indexOf(bracket); at >= 0; at = json.indexOf(bracket, at + 1)) {
        if (++brackets > this.bounds.depth) return false;
      }
    }
    return true;
  }
}
