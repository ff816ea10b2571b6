import { applyDecorators } from '@nestjs/common';
import { Transform, Type } from 'class-transformer';

/**
 * A map whose fields are judged later, by the names that a provider declares. class-transformer would copy it key by
 * key, comparing each key with all others, and would drop some names on the way. As a "Boolean" it looks at the value
 * once; the value itself is then put back as it came.
 */
export const PlainMap = (): PropertyDecorator =>
  applyDecorators(
    Type(() => Boolean),
    Transform(({ obj, key }) => (obj as Record<string, unknown>)[key]),
  );
