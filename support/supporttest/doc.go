// Package supporttest is a Support account in memory, for tests of programs
// that use the Support API and for trying things out: a strict server that
// keeps state, not a mock of the client. The code under test runs its real
// encoding, paging, limits and retries against it.
//
//	fake := supporttest.New()
//	fake.Seed("tickets", `{"id":35,"subject":"Fire","status":"open"}`)
//	fake.FailNext(2, 429, http.Header{"Retry-After": {"20"}})
//	client := fake.Client(nil) // a real *support.Client, no port
//
// A [Server] is an [net/http.Handler] too, so that programs in any language can
// be pointed at it; see [WithUserTokens]. Paths may end in .json.
//
// # What it imitates
//
// Users with their identities, tickets with comments, audits, tags, deletion
// and restoring, groups, organizations and the memberships of both, search with
// its count and its export, triggers as records, fields of tickets, users and
// organizations with their options, ticket forms, views, custom roles, account
// settings, webhooks with their signing secrets and tests, apps from their
// archive to what their installation makes ([Server.AppKey] signs for them),
// job statuses, incremental exports of tickets, users and organizations with
// their samples, and OAuth: the token endpoint with all three grants, public
// clients with PKCE, and the tokens themselves, which are listed and revoked.
//
// Envelopes, where a flat body counts as an empty one; errors in their many
// forms; cursor and offset paging with their limits; side-loads; idempotency
// keys; safe_update, which compares whole seconds; updated_at, which moves only
// with real changes; comments that take over the visibility of the ticket's
// first one; closed tickets, which take no update; jobs that take polls to
// finish; cursors that expire; lists that lag behind writes, on request.
//
// Who may do what: administrators fake.Everything, and with X-On-Behalf-Of what an
// end user may; agents with a ticket_restriction see only the tickets that it
// allows, in lists, counts and among the deleted ones, which for groups leaves
// out those without a group; the tickets of a private group (is_public false)
// show to its members, to administrators, to custom roles whose ticket_access
// is all, and to who requested, follows or is in CC of the ticket; agents for
// chats only (role_type 2 or chat_only) see no tickets; agents change end users
// and themselves, but nobody's rights, nor where an agent belongs; light agents
// (role_type 1) and contributors (role_type 3) comment in private only and
// change nothing else of a ticket; contributors see the tickets of their groups,
// and become the requester themselves when they would have to create one; end
// users reach little but themselves, and of that see 16 members, the fields of
// the portal, and the addresses and numbers among their identities. Scopes of
// tokens count as well. Users who are suspended or deleted cannot come in;
// deleted ones are found by their id only, without name and addresses once they
// were deleted for good.
//
// Follow-ups of closed tickets, by via_followup_source_id or by [Server.Reply],
// which stands for a mail: they inherit all tags and the values of fields.
//
// What the API turns into something else: a second e-mail address or phone
// number of a user is a further identity; promotion drops the limits of end
// users; the options of drop-downs are tags of the ticket; due_at is for tasks
// only; tags are lower case and hold no blanks; a check box is a boolean and a
// look-up a text however they are sent; the values of an option go with it; what
// cannot be written is left out and named in X-Zendesk-Api-Warn.
//
// Views select tickets by status, priority, type, group, assignee, requester,
// organization, brand, form, custom status, current_tags and custom fields; a
// condition on anything else is answered 501. They show to whom they belong. A
// count is not known at the first look, and one of 1,000 tickets and more is
// kept for an hour; rows are never old. A view looks at every ticket.
//
// Pages, counts and searches cost the same at any size of the account, but for
// the first of a kind, which puts its records in order. The limits that
// endpoints have of their own, on request: see [WithEndpointLimits].
//
// # What it does not imitate
//
// Triggers and other business rules do not fire, and no webhook is called: a
// test of one is answered 200. Nobody is notified. There are no macros,
// automations, attachments, uploads, brands, requests of end users, merging of
// users or organizations, marking as spam, recent tickets, problems and their
// autocompletion, imports, ticket metrics, passwords, sessions, redaction, and
// no incremental ticket events: each is answered 501, like every route that it
// does not know, and a word where a route has an id belongs to such a route.
// Side-loads that are computed (metric_sets, dates, abilities) are ignored, as
// is sorting tickets by the name of the assignee. No ticket is archived. E-mail
// addresses and phone numbers may look like anything. The definitions of fields
// of users and organizations do not bind them: any key and value will do.
//
// # What is not known of the real API
//
// Nobody documents the following; this is what the stand-in does. A light agent
// or contributor who asks for a public comment gets 403, not a private one, and
// so does a light agent whose ticket would need a new end user. A new requester
// without a name is called by the first part of the address. A value of the
// wrong type is 400 in the form of other bad parameters, a body that is not
// declared as JSON 415, more than 30 jobs 429, an expired or foreign cursor 400
// InvalidPaginationParameter. Custom fields that neither the account nor the
// ticket has are ignored. Ignored attributes are named in X-Zendesk-Api-Warn.
// Deleting tickets is for administrators; agents who may comment in public
// restore them. The organization that a user is written with by name is made if
// there is none, by administrators only; organization_ids add memberships. A
// user whose organization_id becomes null keeps the memberships, none of which
// is the default one. Times that cannot be read are 422, as is merging a ticket
// into itself. X-On-Behalf-Of takes OAuth tokens, and their scopes go on to
// count. Confidential clients send their secret with every grant, and no
// exchange or refresh widens the scopes; who asks for none gets those of the
// client. A challenge must be S256, and a public client's secret right where it is
// sent. A scope for writing does not cover
// reading. Who may write users in bulk may write them by
// create_or_update_many. Idempotency keys are kept for successes only. Only what a write
// changes is checked, so odd seeded values stay writable. Words of a search are
// found whole, the beginnings of words with * at the end; results come newest
// first unless sorted; a property or type that none of the searched kinds has
// is 422, as is a date that cannot be read. The audit of an update that changed
// nothing has no events; filter_events keeps the audits that have an event of
// such a type. A custom role grants nothing unless it is among the
// custom_roles; of its configuration only ticket_access counts. Its permissions
// are changed one by one; a role in use cannot be deleted, nor a system role
// changed. An agent with restricted_agent and no ticket_restriction sees what
// is assigned to them. Side-loaded users include deleted ones. The tags of a
// request for a follow-up are added to those that it inherits; an unknown
// source, or one that the caller may not see, is 422; via.channel is
// closed_ticket. A group's tickets that were closed before it became private
// are private, too. Each upload is unknown, which is 422, and so is each macro,
// which is ignored. A sort_by that is not documented is ignored, a sort is
// refused. Agents write views of their own only, unless the view_access of
// their custom role says more; the tickets of a view are sorted, but not
// grouped, and columns have the names of the API as titles. The first ticket
// form is the default one; there is always one, it is active and is not
// deleted; a copy keeps the name of its form. Key and type of a field stay. A
// tag belongs to one option or checkbox of all ticket fields. A webhook that is
// refused is 400 InvalidWebhook: an endpoint that is not https, or on a private
// network; tests are among its invocations, with the status success. Of the
// account's settings those of billing, limits and the like are not written, nor
// those that it does not have; none of them changes what the account does. The
// archive of an app has a manifest.json, or its job fails; what
// requirements.json names is listed, not made. An installation is off until its
// job is done. Tickets without support_type are those of agents.
package supporttest
