/** The package's own typings cover neither this class nor e-commerce; only what is used is declared. */
declare module '@mailchimp/mailchimp_marketing/src/ApiClient.js' {
  type Options = Record<string, unknown>;
  type Reading = (options: Options) => Promise<unknown>;
  type ReadingOf = (id: string, options: Options) => Promise<unknown>;
  type ReadingWithin = (parent: string, id: string, options: Options) => Promise<unknown>;

  export default class ApiClient {
    basePath: string;
    setConfig(config: { apiKey?: string; accessToken?: string; server?: string }): void;
    /** Fills in and encodes the parameters of a path. */
    buildUrl(path: string, pathParams: Options): string;
    /** Leaves out what is null, and makes text of the rest. */
    normalizeParams(params: Options): Record<string, unknown>;
    callApi(
      path: string,
      httpMethod: string,
      pathParams: Options,
      queryParams: Options,
      headerParams: Options,
      formParams: Options,
      bodyParam: unknown,
      authNames: string[],
      contentTypes: string[],
      accepts: string[],
      returnType: unknown,
    ): Promise<{ data: unknown; response: unknown }>;
    root: { getRoot: Reading };
    lists: {
      getAllLists: Reading;
      getList: ReadingOf;
      getListMembersInfo: ReadingOf;
      getListMember: ReadingWithin;
      getListMemberTags: ReadingWithin;
      setListMember(listId: string, hash: string, body: Options, options: Options): Promise<unknown>;
      updateListMember(listId: string, hash: string, body: Options, options: Options): Promise<unknown>;
      updateListMemberTags(listId: string, hash: string, body: Options): Promise<unknown>;
      deleteListMember(listId: string, hash: string): Promise<unknown>;
      deleteListMemberPermanent(listId: string, hash: string): Promise<unknown>;
      getListMergeFields: ReadingOf;
      getListMergeField: ReadingWithin;
      getListInterestCategories: ReadingOf;
      listInterestCategoryInterests: ReadingWithin;
      getInterestCategoryInterest(listId: string, categoryId: string, id: string, options: Options): Promise<unknown>;
      listSegments: ReadingOf;
      getSegment: ReadingWithin;
      getListWebhooks(listId: string): Promise<unknown>;
      getListWebhook(listId: string, webhookId: string): Promise<unknown>;
      updateListWebhook(listId: string, webhookId: string, body: Options): Promise<unknown>;
      createListWebhook(listId: string, body: Options): Promise<unknown>;
      deleteListWebhook(listId: string, webhookId: string): Promise<unknown>;
    };
    campaigns: { list: Reading; get: ReadingOf };
    reports: {
      getAllCampaignReports: Reading;
      getCampaignReport: ReadingOf;
      getUnsubscribedListForCampaign: ReadingOf;
      getUnsubscribedListMember: ReadingWithin;
      getEmailActivityForCampaign: ReadingOf;
      getEmailActivityForSubscriber: ReadingWithin;
    };
    ecommerce: {
      stores: Reading;
      getStore: ReadingOf;
      getAllStoreCustomers: ReadingOf;
      getStoreCustomer: ReadingWithin;
      getStoreOrders: ReadingOf;
      getOrder: ReadingWithin;
      getAllStoreProducts: ReadingOf;
      getStoreProduct: ReadingWithin;
    };
  }
}
