/** The only parts of the document that may hold anything, as `component.field`, each with the reason. */
export const FREE_FORM: Readonly<Record<string, RegExp>> = {
  "the provider's own JSON, which only the provider describes": /^\w+Record\.raw$/,
  'fields that the owner of an audience has made, of any kind': /^ContactShape\.fields(\.\*)?$/,
  'what is worth knowing depends on the action': /^AuditEntryDto\.detail$/,
};
