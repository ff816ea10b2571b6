import { createHash } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { Clock } from './clock.js';
import { CursorCodec } from './cursor.js';
import { RequestBodies } from './http/request.bodies.js';
import { RequestInput } from './http/request.input.js';

const cursorCodec = {
  provide: CursorCodec,
  inject: [CONFIG],
  useFactory: ({ encryptionKeys }: Config) => {
    const key = encryptionKeys[0]?.key ?? Buffer.alloc(0);
    return new CursorCodec(createHash('sha256').update('page-cursor').update(key).digest());
  },
};

@Global()
@Module({
  providers: [Clock, cursorCodec, RequestBodies, RequestInput],
  exports: [Clock, CursorCodec, RequestBodies, RequestInput],
})
export class CommonModule {}
