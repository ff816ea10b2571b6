import { Global, Module } from '@nestjs/common';
import { Clock } from './clock.js';
import { CursorCodec } from './cursor.js';
import { SigningKeys } from './signing-keys.js';

@Global()
@Module({ providers: [Clock, SigningKeys, CursorCodec], exports: [Clock, SigningKeys, CursorCodec] })
export class CommonModule {}
