import type { Shapes } from '../../shapes.js';

/** From one of QuickBooks' objects to one of the shared shapes; never throws, whatever is missing. */
export type QuickBooksMapper<S extends keyof Shapes> = (raw: Record<string, unknown>) => Shapes[S];
