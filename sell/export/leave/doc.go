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
// Records come in the order of Sell's ids, and two runs over one copy write the
// same bytes. What is held in memory is a fixed part and less than 100 bytes a
// record.
package leave
