// Package support is a client of the Zendesk Support (ticketing) API.
//
// # Connect
//
// A client belongs to one account and one user: the role, groups and ticket access of
// that user apply, and the scopes of the token. Use OAuth; see [OAuth] for its flows.
//
//	flow := support.OAuth{Subdomain: "acme", ClientID: id, ClientSecret: secret, Scopes: []string{"read", "write"}, Store: store}
//	tokens, err := flow.ClientCredentials(ctx)
//	desk, err := support.NewClient("acme", tokens, nil)
//
// Share one client between goroutines. [UsersService.Me] returns its user.
// API tokens can no longer be created and end on 2027-04-30: see [APIToken].
//
// # List
//
// Every listing, including those of another record, has the same methods: All
// iterates over the records, Pages over the pages, List returns one page, and Raw does
// the same with the JSON that Support sent.
//
//	for ticket, err := range desk.Tickets.All(ctx, support.TicketQuery{}) { … }
//	for comment, err := range desk.Tickets.Comments(ticket.ID).All(ctx, support.CommentQuery{}) { … }
//
// An error is the last pair of a loop. A loop with one variable drops it:
// always use both, or use [zendesk.Collect]. Nothing is fetched before it is
// needed.
//
// [Page.Next] is a cursor that can be stored. Listings, searches and exports all
// resume from it in the same way, even in another process:
//
//	for page, err := range desk.Tickets.Pages(ctx, query, zendesk.From(stored)) { … stored = page.Next }
//	for page, err := range desk.Incremental.TicketPages(ctx, query, zendesk.From(stored)) { … stored = page.Next }
//
// Related records can be returned with a page: ask for them with the query's
// Include, and find them in [Page.Included].
//
// A search reads at most 1,000 results and returns [ErrOutOfReach] if there are more;
// exports ([SearchService.ExportTickets], [IncrementalService]) read all.
//
// # Write
//
// Writes take Params, in which an attribute is absent, null or a value.
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
// A write that could be carried out twice is not retried if its response is lost: a
// create, a comment, a job. The error is then [zendesk.ErrUnclear]. Creating a ticket
// with [zendesk.IdempotencyKey] is safe to retry, and is retried.
//
// # Jobs
//
// Changes of many records are jobs: [Job.Wait] waits until one has ended. A completed
// job does not mean that every item succeeded; if some failed, Wait returns a
// [*JobError] with the results.
//
// # Set up
//
// The configuration of an account is read and written like all records:
// Client.CustomRoles says what agents may do; Client.Views selects tickets,
// which are listed, counted and previewed; Client.TicketForms, TicketFields,
// UserFields and OrganizationFields define what tickets, users and
// organizations hold; Client.AccountSettings says how the account works;
// Client.Webhooks are the requests that Support sends to you. Their secrets are
// [Secret] values, which never appear in logs. Client.Apps, AppInstallations and
// AppLocations make apps, install them and say where they show; [AppJob.Wait]
// waits for the work on one.
//
// # Errors and limits
//
// A failed request returns a [*zendesk.Error]; test it with [errors.Is] and
// [zendesk.ErrNotFound], [zendesk.ErrConflict] and so on. An invalid call is rejected
// before anything is sent, with [zendesk.ErrInvalid].
//
// All clients of an account share its allowance of requests per minute: give them
// one limiter ([NewLimiter], [Config]). The default limiter learns the allowance from
// the responses, and a 429 response pauses all callers.
//
// # Test
//
// Package supporttest is an in-memory account. Its Client is a real [*Client],
// so a test runs the same code as production.
package support
