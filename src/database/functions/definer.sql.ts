import { DEFINER_SEARCH_PATH } from '../roles/function.grants.js';

export interface DefinerFunction {
  name: string;
  /** Parameters with names and types. */
  parameters: string;
  returns: string;
  /** Declarations of variables, each with its semicolon. */
  declare?: string;
  /** Additional settings, as SQL. The search path is always set. */
  settings?: string;
  body: string;
}

/**
 * A function that runs with the rights of the owner, across tenants. No other login may execute it until the step after
 * the migrations grants this (src/database/roles).
 */
export function definerSql({ name, parameters, returns, declare = '', settings = '', body }: DefinerFunction): string {
  return `
  CREATE OR REPLACE FUNCTION ${name}(${parameters}) RETURNS ${returns}
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${DEFINER_SEARCH_PATH} ${settings} AS $fn$
  #variable_conflict use_column
  DECLARE
    ${declare}
  BEGIN
    PERFORM set_config('app.scope', 'system', true);
    ${body}
  END $fn$;
  REVOKE EXECUTE ON FUNCTION ${name} FROM PUBLIC`;
}
