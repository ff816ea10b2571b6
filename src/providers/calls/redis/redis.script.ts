import { createHash } from 'node:crypto';

/** A Lua script that Redis knows by its digest. The text is sent once, and again after a restart of Redis. */
export class RedisScript {
  readonly sha: string;

  constructor(readonly lua: string) {
    this.sha = createHash('sha1').update(lua).digest('hex');
  }
}
