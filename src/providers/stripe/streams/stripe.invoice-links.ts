import { LoopGuard } from '../../calls/loop.guard.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { asRecord, text } from '../../kit/fields.js';
import { lighterPages, type PageSize } from '../../kit/page.size.js';
import { ProviderPermissionError, ProviderRequestError } from '../../provider.errors.js';
import { JOINED } from '../../record-batch.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StripeClient } from '../api/stripe.client.js';
import { PAGE_LIMIT } from '../stripe.config.js';
import { pageAfter, type StripeObject } from './stripe.page.js';
import { DAY } from './stripe.times.js';

/** An invoice and its payment come about together; how far their times of creation may be apart. */
const APART_SECONDS = DAY;

/** What an invoice payment says of the payment that it is made with. */
export interface InvoiceLink {
  id: string;
  invoice: string | null;
  amount_paid: unknown;
  amount_requested: unknown;
  status: unknown;
}

/** Where a walk through invoice payments is at. */
interface LinksPosition {
  readonly guard: LoopGuard;
  after: string | null;
  pageSize?: PageSize;
}

/** Whether a payment may belong to an invoice that it does not name itself: invoices are a customer's. */
export function mayHaveInvoice(payment: Record<string, unknown>): boolean {
  return payment.invoice === undefined && (payment.customer !== null || typeof payment.customer_account === 'string');
}

/** The payment that an invoice payment is made with, and what it says of it. */
export function linkOf(raw: StripeObject): { payment: string; link: InvoiceLink } | null {
  const payment = nameOf(asRecord(raw.payment).payment_intent);
  if (payment === null || raw.status === 'canceled') return null;
  const { id, amount_paid, amount_requested, status } = raw;
  return { payment, link: { id, invoice: nameOf(raw.invoice), amount_paid, amount_requested, status } };
}

/** A payment with what invoice payments say of it. */
export function withLinks<T extends Record<string, unknown>>(payment: T, links: readonly InvoiceLink[]): T {
  return { ...payment, [JOINED]: { invoice_payments: links } };
}

/**
 * Which invoice a payment has settled: since 2025-03-31.basil only `/v1/invoice_payments` tells.
 * https://docs.stripe.com/api/invoice-payment/list
 */
export class StripeInvoiceLinks {
  constructor(private readonly client: StripeClient) {}

  /** Of one payment; empty where the key may not ask. */
  async of(access: StripeAccess, payment: string, page: ProviderExchange): Promise<InvoiceLink[]> {
    const params = { payment: { type: 'payment_intent', payment_intent: payment } };
    const found = await this.list(access, params, page, { guard: new LoopGuard('Stripe'), after: null });
    const links = (found?.data ?? []).map(linkOf).filter((entry) => entry !== null);
    return links.filter((entry) => entry.payment === payment).map(({ link }) => link);
  }

  /** Goes along with a walk through payments, newest first, so that each invoice payment is listed once. */
  alongside(access: StripeAccess): (payments: readonly StripeObject[], page: ProviderExchange) => Promise<boolean> {
    const known = new Map<string, InvoiceLink[]>();
    const at: LinksPosition = { guard: new LoopGuard('Stripe'), after: null };
    let reached = Infinity;
    let newest: number | undefined;
    return async (payments, page) => {
      const open = payments.filter(mayHaveInvoice);
      if (open.length === 0) return false;
      const times = open.map(({ created }) => (typeof created === 'number' ? created : 0));
      newest ??= Math.max(...times) + APART_SECONDS;
      const until = Math.min(...times) - APART_SECONDS;
      while (reached > until) {
        const found = await this.list(access, { created: { lte: newest } }, page, at);
        for (const raw of found?.data ?? []) {
          const entry = linkOf(raw);
          if (entry) known.set(entry.payment, [...(known.get(entry.payment) ?? []), entry.link]);
          if (typeof raw.created === 'number') reached = Math.min(reached, raw.created);
        }
        if (!found?.hasMore) reached = -Infinity;
        else at.after = found.last;
      }
      return join(open, known);
    };
  }

  private async list(access: StripeAccess, params: Record<string, unknown>, page: ProviderExchange, at: LinksPosition) {
    const { after, pageSize, guard } = at;
    const exchange = new ProviderExchange(page.signal);
    const request = (limit: number) =>
      this.client.send(access, 'GET /v1/invoice_payments', exchange, (stripe, options) =>
        stripe.invoicePayments.list({ limit, starting_after: after ?? undefined, ...params }, options),
      );
    try {
      at.pageSize = (await lighterPages({ sizes: { largest: PAGE_LIMIT }, pageSize, exchange, request })).pageSize;
      return pageAfter(exchange, after, guard);
    } catch (error) {
      // A restricted key may read payments without them; the payments are worth having.
      if (error instanceof ProviderPermissionError || error instanceof ProviderRequestError) return null;
      throw error;
    } finally {
      page.add(exchange);
    }
  }
}

function join(payments: readonly StripeObject[], known: Map<string, InvoiceLink[]>): boolean {
  let joined = false;
  for (const payment of payments) {
    const links = known.get(payment.id);
    if (!links) continue;
    Object.assign(payment, withLinks({}, links));
    known.delete(payment.id);
    joined = true;
  }
  return joined;
}

function nameOf(value: unknown): string | null {
  return typeof value === 'string' ? value : text(asRecord(value).id);
}
