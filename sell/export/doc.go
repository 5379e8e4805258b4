// Package export copies a Sell account to a directory: every resource of the
// Core API as the JSON that Sell sent, the files of documents, and a manifest
// that says what the copy holds and what no API can give.
//
//	manifest, err := export.Run(ctx, client, "copy", nil)
//
// # The copy
//
// Each resource is a file of lines, "leads.ndjson", and each line is one record
// byte for byte. The one exception is a line break between two tokens of a
// record, which becomes a blank so that the record stays one line. Associated
// contacts and line items do not name what they belong to, so their lines are
//
//	{"deal_id":7,"data":{…the record…}}
//	{"order_id":9,"data":{…the record…}}
//
// Documents are listed by the kind of record that they are on
// ("lead_documents.ndjson" and so on). Their contents lie in "files" under the
// id of the document, and the lines of "lead_files.ndjson" tell size and
// SHA-256 of each, or the status with which it was refused. The links in documents let anyone
// in for 90 minutes after the listing: keep a fresh copy to yourself. So are
// e-mail addresses and all else in it the customer's: files are made readable
// for their owner only.
//
// The recordings of calls lie in "recordings" under the id of the call, and
// "call_files.ndjson" tells of them. Who writes a call may name any link: it is
// followed over https only, and gets no credentials. Their hosts are not all Sell's, so one that
// refuses or does not answer ends no run: it is counted ([Resource.Missing]), and
// the next run asks again.
//
// [Verify] checks a copy against its manifest.
//
// # Speed and memory
//
// Pages are fetched ahead, at most eight requests at once, and written in order.
// The client's limiter sets the pace, so no answer is 429. What is held at a
// time does not depend on the size of the account. The associated contacts of a
// hundred deals cost one request, where Sell lets a listing of deals bring them
// along, which is undocumented; where it does not, and for a deal with more of them
// than come along, they are listed deal by deal.
//
// # Stopping
//
// A run can be stopped at any point, by its context or with the process. The
// file "checkpoint.json" is replaced atomically some seconds apart; the next run
// cuts each file to the length that it knows and goes on. Only one run at a time
// may use a directory.
//
// An older copy in the same directory stays whole, with the contents of its
// documents, until the new one is complete, and the new one takes its place in one
// step: the manifest is replaced. For a moment, or until the next run where the
// process dies just then, it names files such as "leads.ndjson.part", and a line of
// "lead_files.ndjson" names the file of a content that is not under its id yet,
// {"id":7,…,"file":"7.new"}. So who reads a copy takes the names from the manifest
// and from there.
//
// # Again
//
// A run on a finished copy fetches what changed:
//
//   - leads, contacts, deals, notes and tasks are listed by their last change,
//     the latest first, down to the start of the run before, by the clock of
//     the server, less a minute for lists that lag;
//   - associated contacts are read for deals that changed since, and line items
//     for orders that did. Whether Sell marks a deal as changed when a contact is
//     added to it is not documented;
//   - everything else is listed again, and of files only new and changed ones
//     are fetched, and those that are not as the copy before says. Files of
//     documents that are gone are removed.
//
// Lists do not show deletions, so records that were deleted stay in the copy, for
// the five resources of the first point and what is nested in them. With
// [Options.Full] all records are read again, and they go. A file that was
// damaged on the disk is not built upon: its resource is read again.
//
// # What is refused
//
// A resource that the plan or the token does not reach is noted in the manifest,
// with the status; if the copy before has some of it, or if it is leads,
// contacts or deals, that is an error instead. Where only some records, or some
// files, are refused, the manifest counts them ([Resource.Refused],
// [Resource.Missing]): look there before the account is given up.
//
// # What is exact
//
// Sell numbers its pages, so a record that is deleted while a listing is read
// moves all later ones up, and one of them would be skipped at the boundary of
// two pages. Pages are therefore chosen so that each begins with a record that
// was read already. Where it does not, the run steps back until it does, and
// reads the whole listing again when all that it read last is gone. So a
// record that exists, and keeps its place in the order, from the start to the end
// is in the copy once. One that is written during a run is there in its old or
// its new form, and the next run brings the new one. A copy is not a
// snapshot of one moment: Sell has none to offer.
package export
