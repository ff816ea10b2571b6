import type { Shapes } from '../../shapes.js';

/** From one of Mailchimp's objects to one of the shared shapes; never throws, whatever is missing. */
export type MailchimpMapper<S extends keyof Shapes> = (raw: Record<string, unknown>) => Shapes[S];
