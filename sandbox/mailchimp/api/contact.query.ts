import { seconds } from '../dataset/dataset.js';
import type { ContactGroup, SortField } from '../live/contact.views.js';
import type { MailchimpAudience } from '../live/mailchimp.audience.js';
import type { MailchimpObject } from '../mailchimp.stream.js';
import type { PageBounds } from './query.parameters.js';
import { inWindow, type TimeWindow } from './time.window.js';

export type ContactWindows = Partial<Record<SortField, TimeWindow>>;
export type ContactFilter = (contact: MailchimpObject) => boolean;

/** Finds the contacts a list asks for without building those it does not show, where an order allows it. */
export class ContactQuery {
  constructor(
    private readonly audience: MailchimpAudience,
    private readonly group: ContactGroup,
    private readonly windows: ContactWindows,
    private readonly filter: ContactFilter | undefined,
  ) {}

  page(sortField: SortField, isDescending: boolean, { offset, count }: PageBounds) {
    const fields = Object.keys(this.windows) as SortField[];
    const isDirect = !this.filter && !this.audience.contacts.isLagging && fields.every((field) => field === sortField);
    const all = isDirect ? this.span(sortField) : this.gathered(sortField, fields);
    const page: number[] = [];
    for (let place = offset; place < Math.min(all.length, offset + count); place += 1) {
      page.push(all.indexAt(isDescending ? all.length - 1 - place : place));
    }
    return { page, total: all.length };
  }

  /** Of what lists show in place of a change that their index does not know yet. */
  private wasInWindows(former: MailchimpObject): boolean {
    const windows = Object.entries(this.windows) as [SortField, TimeWindow][];
    return windows.every(([field, window]) => inWindow(seconds(former[field]), window));
  }

  /** The part of an order that lies in its window. */
  private span(field: SortField): { length: number; indexAt(place: number): number } {
    const view = this.audience.views.view(this.group, field);
    const window = this.windows[field];
    const first = window ? view.rank(clamp(Math.floor(window.after) + 1)) : 0;
    const end = window ? view.rank(clamp(Math.ceil(window.before))) : view.length;
    return { length: Math.max(0, end - first), indexAt: (place) => view.indexAt(first + place) };
  }

  /** Takes the narrowest window, looks at all contacts in it, and sorts what is left. */
  private gathered(sortField: SortField, fields: SortField[]) {
    const spans = (fields.length > 0 ? fields : [sortField]).map((field) => this.span(field));
    const narrowest = spans.reduce((least, span) => (span.length < least.length ? span : least));
    const { views, contacts } = this.audience;
    const found: [value: number, index: number][] = [];
    for (let place = 0; place < narrowest.length; place += 1) {
      const index = narrowest.indexAt(place);
      if (!fields.every((field) => inWindow(views.value(field, index), this.windows[field]))) continue;
      const contact = contacts.listedAt(index);
      if (!contact || (contacts.isLagging && !this.wasInWindows(contact))) continue;
      if (this.filter && !this.filter(contact)) continue;
      found.push([views.value(sortField, index), index]);
    }
    found.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
    return { length: found.length, indexAt: (place: number) => found[place]![1] };
  }
}

const clamp = (value: number): number => Math.min(2 ** 32 - 1, Math.max(0, value));
