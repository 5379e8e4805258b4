// Package sell is a client of the Zendesk Sell (CRM) API: leads, contacts,
// deals, and what belongs to them.
//
//	crm, err := sell.NewClient(zendesk.Bearer(token), nil)
//	…
//	for lead, err := range crm.Leads.All(ctx, sell.LeadQuery{Status: "New"}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(lead.FirstName, lead.LastName)
//	}
//
// # Authentication
//
// A personal access token (Sell: Settings, Integrations, OAuth, Access tokens)
// acts as its user and does not expire; use it with [zendesk.Bearer]. An app that acts
// for other users uses the flow of [OAuth], whose tokens are refreshed
// automatically. A token needs the scope "read" to read, "write" to write, "profile"
// for users and the account, and "sync" for Sync. Responses contain only what the
// token's user may see; other records are [zendesk.ErrNotFound] or left out of
// listings.
//
// # Services
//
//	records        Leads, Contacts, Deals, and AssociatedContacts of a deal
//	on them        Notes, Tasks, Calls, TextMessages, Visits, Documents, Tags, Collaborations
//	sales          LeadConversions, Products, Orders, and LineItems of an order
//	sequences      Sequences, SequenceEnrollments
//	across all     Search
//	to choose from LeadSources, DealSources, LeadStatuses, LeadUnqualifiedReasons,
//	               DealUnqualifiedReasons, LossReasons, CallOutcomes, VisitOutcomes, Industries
//	what changed   Sync, Firehose
//	the account    Accounts, Users, Pipelines, Stages, CustomFields
//
// Two endpoints have no method, but can be reached with [Client.Call]: GET
// /oauth2/token/info, whose response is not documented (Users.Self checks a token as
// well), and /v3/graphql, which offers only companies and their hierarchy.
//
// Some services are part of higher plans or add-ons, as their documentation says;
// otherwise they return [zendesk.ErrForbidden].
//
// # Reading
//
// Each resource is a field of [Client], and the methods of its service, such as
// [DealsService], are what the API can do with it; what the API cannot do does not
// compile.
//
// Get reads one record. All iterates over the records that match a query, fetching
// pages as the loop goes on; Pages iterates over the pages, and List reads a single
// page. [zendesk.Collect] returns a slice. Raw lists the same records as the JSON that
// Sell sent. An error is the last pair of a loop. A loop with one variable drops it:
// always use both.
//
// The Next of a page is a cursor that can be stored. Listings, searches and
// streams all resume from it in the same way, even in another process:
//
//	for page, err := range crm.Leads.Pages(ctx, query, zendesk.From(stored)) { … stored = page.Next }
//	for page, err := range crm.Firehose.Leads().Pages(ctx, query, zendesk.From(stored)) { … stored = page.Next }
//
// The zero query lists everything, in an order that does not shift while it is
// read. Filters compare for equality. There is no filter by date: instead, sort by
// updated_at with [Descending] and stop the loop. A sort key of the form
// "custom_fields:Tier" sorts by a custom field, if that is defined as filterable.
// Listings and upserts see a write about a second late; Get sees it at once.
//
// Fields have plain values: what Sell sends as null or leaves out is zero.
// Members that this version does not know, or that do not have the documented type,
// are kept in Extra; [zendesk.Meta] lists the latter.
//
// # Following changes
//
// Two services report changes. Sync keeps a complete copy of an account up to date:
// Sell itself remembers what each device has. Firehose is a stream of events for each
// kind of record, including the values that an update replaced, and goes back 72
// hours. Both deliver at least once, so applying an event must be idempotent. Both
// return records as Sell sent them, to be decoded with [zendesk.Decode].
//
//	err := crm.Sync.Run(ctx, device, func(ctx context.Context, e *sell.SyncEvent) error {
//		return store.Put(e.Type, e.Event, e.Data)
//	})
//
// # Writing
//
// Create and Update write the attributes that are present in the params:
//
//	_, err = crm.Deals.Update(ctx, deal.ID, sell.DealParams{
//		Value:    zendesk.Set(zendesk.MustDecimal("1000.50")),
//		SourceID: zendesk.Null[int64](), // cleared
//		Hot:      zendesk.Set(false),    // sent, although it is the zero value
//	})
//
// Tags are replaced as a whole; custom fields are merged by name. Sell has neither
// versions nor locks: the last write wins. Delete is permanent. Upsert finds a record
// by a match and updates it, or creates one. A create is never retried blindly: if its
// response is lost, the error is [zendesk.ErrUnclear].
//
// # Searching
//
// [SearchService] searches by any attribute, by ranges, and with and, or and not:
//
//	recent := sell.SearchQuery{
//		Filter: sell.And(
//			sell.Where(sell.AttrTags).Any("fair", "web"),
//			sell.Where(sell.AttrUpdatedAt).Range(sell.Range{GTE: since}),
//		),
//		Projection: []sell.SearchAttribute{sell.AttrName, sell.AttrEmail},
//		Sort:       []sell.SearchSort{sell.AttrUpdatedAt.Descending()},
//	}
//	for hit, err := range crm.Search.Leads().All(ctx, recent) {
//
// # Custom fields
//
// Values are kept raw under the exact name of their field. Read and write them with
// the Go type that [CustomFieldType] documents:
//
//	tier, ok, err := zendesk.Field[sell.Choice](deal.CustomFields, "Tier")
//	err = zendesk.SetField(&params.CustomFields, "Tier", "Gold")
//
// Search uses other names for custom fields; CustomFields.SearchMapping returns them.
//
// # Errors
//
// A failed request returns a [*zendesk.Error], which says what was wrong with which
// field; errors.Is tells the kinds apart:
//
//	errors.Is(err, zendesk.ErrNotFound)  // no such record, or not visible
//	errors.Is(err, zendesk.ErrInvalid)   // an attribute or argument was rejected
//	errors.Is(err, zendesk.ErrForbidden) // the token lacks a scope
//	errors.Is(err, zendesk.ErrConflict)  // an upsert matches several records
//	errors.Is(err, zendesk.ErrUnclear)   // a write that may have happened
//
// # Limits
//
// Sell allows ten requests per second for each token. A client waits for its turn
// automatically, and retries requests that are rejected with 429. Clients that share a
// token should share a [NewLimiter] too. [Config] sets how often and how long to try,
// and can observe each attempt.
//
// # Testing
//
// Package selltest is a strict in-memory stand-in for Sell, so that a test runs the
// real client without a network:
//
//	fake := selltest.New()
//	fake.Seed("leads", `{"last_name":"Ruiz","owner_id":1}`)
//	crm := fake.Client(nil)
package sell
