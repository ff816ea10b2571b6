import { SetMetadata } from '@nestjs/common';

export const ANY_QUERY = 'http:any-query';

/** For routes that others call with parameters of their own: they take any query, and read what they know of it. */
export const AnyQuery = (): MethodDecorator & ClassDecorator => SetMetadata(ANY_QUERY, true);
