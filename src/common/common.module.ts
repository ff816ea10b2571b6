import { Global, Module } from '@nestjs/common';
import { Clock } from './clock.js';
import { CursorCodec } from './cursor.js';
import { RequestBodies } from './http/request.bodies.js';
import { RequestInput } from './http/request.input.js';
import { SigningKeys } from './signing-keys.js';

const shared = [Clock, SigningKeys, CursorCodec, RequestBodies, RequestInput];

@Global()
@Module({ providers: shared, exports: shared })
export class CommonModule {}
