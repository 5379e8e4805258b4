// Package zendesk holds the types that the clients of Zendesk Sell and Zendesk Support
// share: errors, optional attributes, exact numbers, dates, custom fields,
// configuration, limiters and call options. It does no I/O.
//
// The packages to start from are
//
//   - [github.com/sellsupport/zendesk/sell], the client of the Sell (CRM) API,
//   - [github.com/sellsupport/zendesk/support], the client of the Support (ticketing) API,
//   - [github.com/sellsupport/zendesk/integration], which joins the two: tickets
//     beside a lead, contact or deal, Sell records beside a ticket, and leads
//     created from tickets with the right owner,
//   - [github.com/sellsupport/zendesk/leadrouting], which decides who owns a new lead,
//   - [github.com/sellsupport/zendesk/tokenfile], which keeps OAuth tokens in a file.
//
// # Reading and writing
//
// Records are read as plain values: what is null or missing in the response has the
// zero value. Attributes to write are [Opt] values, because absent, null and a value
// are three different things:
//
//	sell.DealParams{
//		Value:   zendesk.Set(zendesk.MustDecimal("1000.50")),
//		OwnerID: zendesk.Null[int64](), // cleared
//		Hot:     zendesk.Set(false),    // sent, although it is the zero value
//	}
//
// Members that this version does not know are kept in Extra and written back.
//
// # Errors
//
// A failed request returns an [*Error]. Test for its kind with [errors.Is] and the
// sentinels of this package. If it is unknown whether a failed write was carried out,
// the error also matches [ErrUnclear]; such a write is never retried blindly.
// A program that works through a queue asks [Retryable] and [RetryIn].
package zendesk

//go:generate go -C tools run ./cmd/opgen -coverage ../COVERAGE.md ../sell ../support
