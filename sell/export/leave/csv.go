package leave

import (
	"strings"
)

// Dialect is how a target reads a table.
type Dialect struct {
	Encoding  string `json:"encoding,omitzero"`  // utf-8, the only one
	BOM       bool   `json:"bom,omitzero"`       // the file begins with U+FEFF
	Delimiter string `json:"delimiter,omitzero"` // of cells; a comma by default
	LineEnd   string `json:"line_end,omitzero"`  // "\n" by default
	Date      string `json:"date,omitzero"`      // such as YYYY-MM-DD, the default
	Datetime  string `json:"datetime,omitzero"`  // such as YYYY-MM-DD HH:mm:ss, in UTC
	True      string `json:"true,omitzero"`      // "true" by default
	False     string `json:"false,omitzero"`     // "false" by default
	Multi     string `json:"multi,omitzero"`     // between several values in a cell; ";" by default
	// Replace takes characters that the target refuses out of cells.
	Replace map[string]string `json:"replace,omitzero"`
}

// neutralDialect is RFC 4180 with lines that end in LF.
var neutralDialect = Dialect{Delimiter: ",", LineEnd: "\n"}

// appendRow adds a line to b. A cell is quoted where it must be.
func (d *Dialect) appendRow(b []byte, cells []string) []byte {
	for i, cell := range cells {
		if i > 0 {
			b = append(b, d.Delimiter...)
		}
		if cell == "" {
			continue
		}
		if !d.quoted(cell) {
			b = append(b, cell...)
			continue
		}
		b = append(b, '"')
		for {
			at := strings.IndexByte(cell, '"')
			if at < 0 {
				break
			}
			b = append(append(b, cell[:at]...), `""`...)
			cell = cell[at+1:]
		}
		b = append(append(b, cell...), '"')
	}
	return append(b, d.LineEnd...)
}

func (d *Dialect) quoted(cell string) bool {
	first, last := cell[0], cell[len(cell)-1]
	return first == ' ' || last == ' ' || first == '\t' || last == '\t' || first == 0xEF ||
		strings.ContainsAny(cell, "\"\r\n") || strings.Contains(cell, d.Delimiter) || cell == `\.`
}
