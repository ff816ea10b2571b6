import { createHash } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { Clock } from './clock.js';
import { CursorCodec } from './cursor.js';

const cursorCodec = {
  provide: CursorCodec,
  inject: [CONFIG],
  useFactory: ({ encryptionKeys }: Config) => {
    const key = encryptionKeys[0]?.key ?? Buffer.alloc(0);
    return new CursorCodec(createHash('sha256').update('page-cursor').update(key).digest());
  },
};

@Global()
@Module({ providers: [Clock, cursorCodec], exports: [Clock, CursorCodec] })
export class CommonModule {}
