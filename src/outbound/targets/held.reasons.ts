/** Why nothing is sent to an account, whatever its provider is. */
export const RULE_OFF = { code: 'rule_off', message: 'The rule is switched off for this integration' };
export const OTHER_VENUE = { code: 'venue', message: 'The integration is for another venue' };
export const ERASED = { code: 'erased', message: 'What it was made of was erased' };
export const NOT_WANTED = { code: 'not_wanted', message: 'No item wants it any more, and it was never made' };
export const PAUSED = { code: 'paused', message: 'Nothing is sent to this integration until it is resumed' };
export const OBJECT_GONE = {
  code: 'object_gone',
  message: 'The document was deleted at the provider; it is not made again by itself',
};
export const TOO_EARLY = { code: 'dependency', message: 'The object that its items were before is changed first' };

/** @param what as people name it: `sale of pay_1042` */
export const notThere = (what: string) => ({ code: 'dependency', message: `${what} is not there yet` });
