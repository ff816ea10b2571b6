import { applyDecorators } from '@nestjs/common';
import { Transform, Type } from 'class-transformer';

/**
 * A map whose fields are validated later, by the names that a provider declares. class-transformer would compare each
 * key with all others while it copies the map, and would drop some names. With the type "Boolean" it reads the value
 * only once, and the original value is then restored.
 */
export const PlainMap = (): PropertyDecorator =>
  applyDecorators(
    Type(() => Boolean),
    Transform(({ obj, key }) => (obj as Record<string, unknown>)[key]),
  );
