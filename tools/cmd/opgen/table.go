package main

import (
	"bytes"
	"fmt"
	"strings"
)

// columns of the table of operations.
var columns = []string{"operation", "method", "route", "class", "limit", "record", "params", "query", "sends", "returns", "notes"}

// table returns all operations of the package, one a line.
func (p *pkg) table() []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, strings.Join(columns, "\t"))
	for _, op := range p.ops() {
		route := op.route
		if op.query != "" {
			route += "?" + op.query
		}
		class := op.class()
		if given := op.options["class"]; given != "" {
			class = given
		}
		notes := op.options.texts("keyed", "reach", "bare", "unlisted")
		fmt.Fprintln(&b, strings.Join([]string{
			op.full(p), op.method, route, class, op.options["limit"], op.record, op.params, op.filter, op.options["sends"], op.options["returns"], strings.Join(notes, " "),
		}, "\t"))
	}
	return b.Bytes()
}
