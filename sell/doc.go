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
// acts as its user and does not expire: [zendesk.Bearer]. An app that other
// users let in takes the flow of [OAuth], whose tokens are refreshed by
// themselves. A token needs the scope "read" to read, "write" to write, "profile"
// for users and the account, and "sync" for Sync. Answers hold only what the
// token's user may see; what they may not is [zendesk.ErrNotFound] or left out
// of listings.
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
// Two endpoints have no method, but [Client.Call] reaches them: GET
// /oauth2/token/info, whose answer is not documented (the Self of Users checks a
// token as well), and /v3/graphql, which knows companies and their hierarchy only.
//
// Some are part of higher plans or of add-ons, as they say; without those they
// are [zendesk.ErrForbidden].
//
// # Reading
//
// A resource is a field of [Client], and what the API can do with it are the
// methods of its service, such as [DealsService]; what the API cannot do does
// not compile.
//
// Get reads one record. All iterates over the records that match a query, page
// by page as the loop goes on; Pages iterates over the pages, and List reads
// one of them. [zendesk.Collect] makes a slice. Raw lists the same records as
// the JSON that Sell sent. An error is the last pair of a loop. A loop with one
// variable drops it: always take both.
//
// The Next of a page is a cursor that can be stored. Listings, searches and
// streams all resume from it in the same way, in another process too:
//
//	for page, err := range crm.Leads.Pages(ctx, query, zendesk.From(stored)) { … stored = page.Next }
//	for page, err := range crm.Firehose.Leads().Pages(ctx, query, zendesk.From(stored)) { … stored = page.Next }
//
// The zero query lists everything, in an order that does not shift while it is
// read. Filters compare for equality; there is none by date: sort by
// [Descending] of updated_at and stop. A sort key of the form
// "custom_fields:Tier" sorts by a custom field, if its definition makes it
// filterable. Listings and upserts see a write about a second late; Get sees it
// at once.
//
// Fields hold plain values: what Sell answers as null or leaves out is zero.
// Members that this version does not know, or whose type is not the documented
// one, are kept in Extra, and [zendesk.Meta] lists the latter.
//
// # Following
//
// Two services tell what changes. Sync keeps a copy of an account complete: Sell
// itself remembers what each device has. Firehose is a stream of events for each
// kind of record, with what an update replaced, that goes back 72 hours. Both
// deliver at least once, so applying what they say must be idempotent. Both
// hand out records as Sell sent them, for [zendesk.Decode].
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
// Tags are replaced as a whole; custom fields are merged by name. Sell knows
// neither versions nor locks: the last write wins. Delete is for good. Upsert
// finds its record by a match and updates it, or creates one. A create is never
// repeated blindly: when its answer is lost, the error is
// [zendesk.ErrUnclear].
//
// # Searching
//
// [SearchService] finds by any attribute, by ranges, and with and, or and not:
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
// Values are kept raw under the exact name of their field, and read and written
// with the type that [CustomFieldType] tells:
//
//	tier, ok, err := zendesk.Field[sell.Choice](deal.CustomFields, "Tier")
//	err = zendesk.SetField(&params.CustomFields, "Tier", "Gold")
//
// Search knows a field by another name, which the SearchMapping of CustomFields
// tells.
//
// # Errors
//
// A request that failed is a [*zendesk.Error], with what was wrong with which
// field; errors.Is tells the kinds apart:
//
//	errors.Is(err, zendesk.ErrNotFound)  // no such record, or not visible
//	errors.Is(err, zendesk.ErrInvalid)   // an attribute or argument was refused
//	errors.Is(err, zendesk.ErrForbidden) // the token lacks a scope
//	errors.Is(err, zendesk.ErrConflict)  // an upsert fits several records
//	errors.Is(err, zendesk.ErrUnclear)   // a write that may have happened
//
// # Limits
//
// Sell allows ten requests a second for each token. A client waits its turn by
// itself, and repeats what was refused with 429. Clients that share a token
// should share a [NewLimiter], too. [Config] settles how often and how
// long to try, and observes each attempt.
//
// # Testing
//
// Package selltest is a strict stand-in of Sell in memory, so a test runs the
// real client without a network:
//
//	fake := selltest.New()
//	fake.Seed("leads", `{"last_name":"Ruiz","owner_id":1}`)
//	crm := fake.Client(nil)
package sell
