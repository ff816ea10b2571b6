import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Clock } from './clock.js';
import { CursorCodec } from './cursor.js';
import { RequestBodies } from './http/request.bodies.js';
import { RequestInput } from './http/request.input.js';
import { Lifecycle } from './lifecycle.js';
import { SigningKeys } from './signing-keys.js';

const shared = [Clock, SigningKeys, CursorCodec, RequestBodies, RequestInput];

@Global()
@Module({})
export class CommonModule {
  static with(lifecycle: Lifecycle): DynamicModule {
    const provided = { provide: Lifecycle, useValue: lifecycle };
    return { module: CommonModule, providers: [...shared, provided], exports: [...shared, Lifecycle] };
  }
}
