// Package support is a client of the Zendesk Support (ticketing) API.
//
// # Connect
//
// A client belongs to one account and one user: role, groups and ticket access
// of that user apply as well as the scopes of the token. Use OAuth; see [OAuth]
// for its flows.
//
//	flow := support.OAuth{Subdomain: "acme", ClientID: id, ClientSecret: secret, Scopes: []string{"read", "write"}, Store: store}
//	tokens, err := flow.ClientCredentials(ctx)
//	desk, err := support.NewClient("acme", tokens, nil)
//
// Share one client between goroutines. [UsersService.Me] tells whose it is.
// API tokens cannot be made any more and end on 2027-04-30: see [APIToken].
//
// # List
//
// Each list of records, also one that belongs to another record, has the same
// verbs: All iterates over the records, Pages over the pages, List returns one
// page, and Raw does the same with the JSON that Support sent.
//
//	for ticket, err := range desk.Tickets.All(ctx, support.TicketQuery{}) { … }
//	for comment, err := range desk.Tickets.Comments(ticket.ID).All(ctx, support.CommentQuery{}) { … }
//
// An error is the last pair of a loop. A loop with one variable drops it:
// always take both, or use [zendesk.Collect]. Nothing is fetched before it is
// needed.
//
// [Page.Next] is a cursor that can be stored. Listings, searches and exports all
// resume from it in the same way, in another process too:
//
//	for page, err := range desk.Tickets.Pages(ctx, query, zendesk.From(stored)) { … stored = page.Next }
//	for page, err := range desk.Incremental.TicketPages(ctx, query, zendesk.From(stored)) { … stored = page.Next }
//
// Related records come beside those of a page: ask for them with the query's
// Include, and find them in [Page.Included].
//
// A search reads 1,000 results at most, and says so with [ErrOutOfReach];
// exports ([SearchService.ExportTickets], [IncrementalService]) read all.
//
// # Write
//
// What is written are Params: an attribute is absent, null or a value.
//
//	ticket, err = desk.Tickets.Update(ctx, ticket.ID, support.TicketParams{
//		Status:     zendesk.Set(support.TicketStatusPending),
//		AssigneeID: zendesk.Null[int64](), // nobody
//		SafeUpdate: ticket.UpdatedAt,      // only if nobody changed it meanwhile
//	})
//
// Always say whether a comment is public: Support mails a public one to the
// requester, and has no fixed default.
//
// What could be done twice is not repeated when its answer is lost: a create,
// a comment, a job. Such an error is [zendesk.ErrUnclear]. A ticket that is
// created with [zendesk.IdempotencyKey] is safe to repeat, and is repeated.
//
// # Jobs
//
// Changes of many records are jobs: [Job.Wait] waits for the end of one. That a
// job is completed does not mean that each item worked; those that did not are
// a [*JobError] beside the results.
//
// # Set up
//
// What an account is set up with is read and written like all records:
// Client.CustomRoles says what agents may do; Client.Views selects tickets,
// which are listed, counted and previewed; Client.TicketForms, TicketFields,
// UserFields and OrganizationFields define what tickets, users and
// organizations hold; Client.AccountSettings says how the account works;
// Client.Webhooks are the calls that Support makes to you. What is secret in
// them is a [Secret], which no log shows. Client.Apps, AppInstallations and
// AppLocations make apps, install them and say where they show; [AppJob.Wait]
// waits for the work on one.
//
// # Errors and limits
//
// A request that failed is a [*zendesk.Error]; test it with [errors.Is] and
// [zendesk.ErrNotFound], [zendesk.ErrConflict] and the like. A call that cannot
// be right is refused before anything is sent, as [zendesk.ErrInvalid].
//
// All clients of an account share its allowance of requests a minute: give them
// one limiter ([NewLimiter], [Config]). The default one learns the allowance
// from the answers, and an answer 429 pauses all callers.
//
// # Test
//
// Package supporttest is an account in memory. Its Client is a real [*Client],
// so a test runs the code that production does.
package support
