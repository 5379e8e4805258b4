// Package selltest is a Sell account in memory, for tests of programs that use
// the Sell API and for trying things out: a strict server that keeps state, not
// a mock of the client. The code under test runs its real encoding, paging,
// limits and retries against it.
//
//	fake := selltest.New()
//	fake.Seed("leads", `{"last_name":"Ruiz","owner_id":1}`)
//	fake.FailNext(2, 429, http.Header{"Retry-After": {"20"}})
//	client := fake.Client(nil) // a real *sell.Client, no port
//
// A [Server] is an [net/http.Handler] too, so that programs in any language can be
// pointed at it; see [WithUserTokens].
//
// # What it imitates
//
// All resources of the Core API, version 2, with their attributes, filters,
// sort keys, default orders, page sizes, envelopes, status codes and errors;
// upsert; personal access tokens, their scopes and OAuth; what a user may see
// (admins everything, others what they or those below them own, and what they
// collaborate on; notes, tasks, calls and files with their record); the links of
// documents, which end after 90 minutes, and what they lead to; the names of
// custom fields in Search; the rotation of distribution pools; lists that lag
// behind writes, on request; Search by all of its known operators, with batches,
// cursors and sums; Sync, with what each device has, its sessions, and what was
// not acknowledged coming again; Firehose, with an event for each write (seeding
// is none, see [Server.Change]) for 72 hours, in the streams whose paths are
// documented or named.
//
// A page, a look-up and a search cost the same at any size of the account, but for
// the first of a kind, which puts its records in order.
//
// It is as strict as the API is documented, and refuses what the real one is
// said to overlook where that hides a mistake: unknown query parameters are
// refused on lists too, and read-only attributes are refused unless they repeat
// what the record holds.
//
// # What it does not imitate
//
// The endpoint oauth2/token/info, which is answered 501 like every route that it
// does not know, nor the OAuth grant password, whose fields are not documented.
// It does not carry out the steps of sequences, nor copy custom fields in a
// conversion. It does not check the format of e-mail addresses and phone numbers,
// nor lengths; it has no plans, no permissions but the visibility above and "only
// admins write products"; it limits nothing unless it is told to (see
// [WithRateLimit]). The parameter includes brings along the associated contacts of
// deals; what else it can bring is not known.
//
// # What is not known of the real API
//
// Nobody documents the following; this is what the stand-in does. Filters by
// e-mail, phone and name compare exactly, with regard to case; by lead status
// without. An unknown lead status is refused. An address is replaced as a
// whole, custom fields are merged by name. A repeated value is no change, so a
// PUT may send a whole record back as it was read. References must name an existing
// record that the user sees; an owner must be active. A contact that becomes an
// organization needs a name; else it keeps what it had as a person. Only a blocked
// enrollment is resumed. A refresh token can be
// used once. The list of the deprecated sources is one of its own. Records
// without a value come first when sorted, and those with the same by ascending id
// in either direction. A date is answered without the time that it was sent with. An amount is refused when two decimals
// cannot hold it; the discount of an order has no bounds. When a deal moves to
// another stage, the time of that is the one that was sent, unless it is the one
// that the deal had. The 409 of an ambiguous upsert has the code conflict, and
// "only admins" is 403 insufficient_scope.
//
// A converted lead is gone: it is 404, and converting it again is refused, though
// the real conversion is said not to be idempotent. A conversion takes a pool of
// any kind, and one turn of it. The source of its deal is the deal source that has
// the name of the lead's source, a new one if there is none. The action of an
// enrollment's step is of type action, and has no status before it is carried
// out. The headers Content-Language and Vary are documented, their values are not.
//
// In Search, eq and any compare exactly and contains and starts_with without
// regard to case; values of custom fields stand in an object by their id; the
// code of a refused query is invalid_param; a cursor is good for its query only;
// records are sorted by id where nothing else decides. Attributes that no record
// of the Core API has are null or unknown.
//
// Sync hands out the kinds of records that official clients know, each once a
// session, in pages of 100. A session ends when it is drained or an hour after
// its last request; one beyond the 100 is 409; a key that was never handed out
// is refused. A deleted record has its id only. In Firehose, the entries of
// custom_field_values have id, name and value; what a write changes beside its
// own record has the cause system.
package selltest
