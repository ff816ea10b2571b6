/** Most versions that are kept in any case. Older ones are kept if something else is said before or after them. */
const MOST_VERSIONS = 32;
/** Most versions that are kept at all, however often a contact changes its mind. */
const MOST_TURNS = 256;

const KEYS = `'updatedAt', 'emailConsent', 'venueId', 'consentAt'`;

/** What a row says of its consent and its venue. */
const said = (row: string): string => `
  jsonb_build_object('version', ${row}.version) || coalesce((SELECT jsonb_object_agg(f.key, f.value) FROM jsonb_each(${row}.body) f
    WHERE f.key IN (${KEYS})), '{}')`;

/** What its versions have said, if there were several. */
const versionsOf = (row: string): string => `coalesce(${row}.body->'history', jsonb_build_array(${said(row)}))`;

/** Whether a contact `o` has versions in `EXCLUDED` that were not known. */
export const HAS_UNKNOWN_VERSIONS = `NOT ${versionsOf('o')} @> ${versionsOf('EXCLUDED')}`;

/**
 * What the versions of a contact have said: of those with one version number the one that came first. Since when it has its venue
 * and its consent follows from that, and so does not depend on the order in which they came.
 */
export const HISTORY = `CASE WHEN o.entity = 'contacts' THEN jsonb_build_object('history', (
  SELECT jsonb_agg(h.said ORDER BY h.version) FROM (
    SELECT d.said, d.version, row_number() OVER (ORDER BY d.version DESC) AS n,
      lag(d.what) OVER versions IS DISTINCT FROM d.what OR lead(d.what) OVER versions IS DISTINCT FROM d.what AS is_turn
    FROM (
      SELECT DISTINCT ON ((v.said->>'version')::bigint) (v.said->>'version')::bigint AS version, v.said,
        v.said - 'version' - 'updatedAt' AS what
      FROM jsonb_array_elements(${versionsOf('o')} || ${versionsOf('EXCLUDED')}) WITH ORDINALITY AS v(said, n)
      ORDER BY (v.said->>'version')::bigint, v.n) d
    WINDOW versions AS (ORDER BY d.version)) h
  WHERE h.n <= ${MOST_VERSIONS} OR h.is_turn AND h.n <= ${MOST_TURNS})) ELSE '{}' END`;
