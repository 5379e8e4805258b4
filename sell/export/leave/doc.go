// Package leave turns a copy that [github.com/sellsupport/zendesk/sell/export]
// made of a Sell account into files for what comes after Sell: a neutral form of
// plain tables, and import files of other CRMs. It works offline.
//
//	c, err := leave.Open(ctx, "copy")       // checks the copy, byte for byte
//	result, err := c.WriteNeutral(ctx, "tables", nil)
//
// # The neutral form
//
// Each table is a file, "leads.csv": RFC 4180, UTF-8, lines that end in LF, one
// fact a row. [Copy.Tables] and "schema.json" name columns, types, references and
// the members of Sell's records that they hold. Keys name the kind of record,
// "sell-contact-123", since two kinds may have one id, and since spreadsheets
// round long numbers. Every key is unique and every reference leads to a row.
// Members without a column, and those that a column does not tell whole, stand in
// the table extra as JSON, so that the records of the copy can be made of the
// tables again. "load.sql" loads the tables into SQLite.
//
// Beside the tables lie documents and recordings under their names, vCards of
// people, companies and leads, and a calendar for each owner with open tasks and
// visits. "report.html" adds up: records in the copy are records written and
// records left out, kind by kind; "report.csv" names each.
//
// # Targets
//
// A [Target] is a document that says how records become the import files of one
// CRM: its dialect, limits, files, columns and lists of values. [LoadTarget] has
// those of HubSpot, Salesforce, Pipedrive, Zoho CRM, Freshsales, Dynamics 365 and
// Attio, which other documents can change; the folder targets explains them.
// [Copy.Check] comes first: it tells what is to be mended in Sell and made in the
// target, and writes nothing. [Copy.Write] writes the files in the order in which
// they are loaded, parts of long ones, the set-up list, the owners, and the report
// of each record and value that the target does not take. Nothing is guessed:
// links go by keys or by the target's own ids, a private note is not made public,
// and a record whose owner the target does not know stops the run.
//
// Where a target links by its own ids only, the files of a second pass are made of
// what it exports after the first ([ReadCrosswalk]). [Options].Since makes files of
// what changed since an older copy.
//
// None of this was tried against a live account of any CRM: try ten records of each
// file first.
//
// # Order, speed and memory
//
// Records come in the order of Sell's ids, and two runs over one copy write the
// same bytes. What is held in memory is a fixed part and less than 100 bytes a
// record.
package leave
