/** What stays of the buyer in a payment: which contact it was. */
const WITHOUT_PERSON = `jsonb_set(i.body, '{customer}', jsonb_build_object('id', i.body->'customer'->'id', 'email', ''))`;

/** Payments are locked in the order of their ids, as the intake does. */
const withoutPerson = (bought: string): string => `
  UPDATE outbound_items i SET body = ${WITHOUT_PERSON}
  FROM ${bought} b WHERE i.tenant_id = $1 AND i.entity = 'payments' AND i.platform_id = b.platform_id`;

/**
 * Takes a contact out of the payments that feed what is about it: the name and the address of a buyer. $1 tenant, $2 contact.
 */
export const ERASE_BUYER_SQL = `
  WITH bought AS MATERIALIZED (
    SELECT i.platform_id FROM outbound_items i
    WHERE i.tenant_id = $1 AND i.entity = 'payments' AND i.body->'customer'->>'id' = $2
      AND i.platform_id = ANY (ARRAY(
        SELECT p.platform_id FROM outbound_sources c
        JOIN outbound_sources p ON p.tenant_id = $1 AND p.target_id = c.target_id AND p.entity = 'payments'
        WHERE c.tenant_id = $1 AND c.entity = 'contacts' AND c.platform_id = $2))
    ORDER BY i.platform_id FOR NO KEY UPDATE
  ) ${withoutPerson('bought')}`;

/**
 * Takes buyers out of payments that came after their erasure. The lock of a contact waits for an erasure that is under way:
 * it does not see these payments yet. $1 tenant, $2 contacts, $3 payments.
 */
export const ERASE_LATE_BUYERS_SQL = `
  WITH contact AS MATERIALIZED (
    SELECT c.platform_id, c.erased_at FROM outbound_items c
    WHERE c.tenant_id = $1 AND c.entity = 'contacts' AND c.platform_id = ANY ($2::text[])
    ORDER BY c.platform_id FOR KEY SHARE
  ), bought AS MATERIALIZED (
    SELECT i.platform_id FROM outbound_items i
    WHERE i.tenant_id = $1 AND i.entity = 'payments' AND i.platform_id = ANY ($3::text[]) AND i.body->'customer'->>'email' <> ''
      AND i.body->'customer'->>'id' IN (SELECT c.platform_id FROM contact c WHERE c.erased_at IS NOT NULL)
    ORDER BY i.platform_id FOR NO KEY UPDATE
  ) ${withoutPerson('bought')}`;
