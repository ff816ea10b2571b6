import { createHash } from 'node:crypto';

/** A Lua script that Redis knows by its digest: the text travels once, and again after Redis was restarted. */
export class RedisScript {
  readonly sha: string;

  constructor(readonly lua: string) {
    this.sha = createHash('sha1').update(lua).digest('hex');
  }
}
