package leave

import (
	"strings"
	"unicode/utf8"
)

// cards writes vCards, version 3.0, which address books, phones and some CRMs
// read.
type cards struct {
	folder *folder
	files  map[string]*writer
	buf    []byte
}

func (v *cards) add(c *Copy, r *Record) error {
	if became(r) != "" {
		return nil // is among the people or companies
	}
	name := "vcard/" + r.Table.Name + ".vcf"
	w := v.files[name]
	if w == nil {
		var err error
		if w, err = v.folder.create(name); err != nil {
			return err
		}
		if v.files == nil {
			v.files = make(map[string]*writer)
		}
		v.files[name] = w
	}
	v.buf = v.buf[:0]
	line := func(head string, values ...string) {
		filled := false
		for i, value := range values {
			values[i] = escape(value)
			filled = filled || value != ""
		}
		if filled {
			v.buf = fold(v.buf, head+":"+strings.Join(values, ";"))
		}
	}
	org, full := r.Get("company_name"), r.Get("name")
	if r.Table.Name == "companies" {
		org = full
	}
	if of, err := c.Find(r.Get("company_key")); err == nil && of != nil && r.Table.Name == "people" {
		org = of.Get("name")
	}
	if full == "" {
		full = strings.TrimSpace(r.Get("first_name") + " " + r.Get("last_name"))
	}
	if full == "" {
		full = org
	}
	if full == "" {
		full = r.Key
	}
	line("BEGIN", "VCARD")
	line("VERSION", "3.0")
	line("UID", r.Key)
	line("FN", full)
	if r.Table.Name == "companies" || r.Get("last_name") == "" && r.Get("first_name") == "" {
		v.buf = fold(v.buf, "N:"+escape(full)+";;;;")
		line("X-ABSHOWAS", map[bool]string{true: "COMPANY"}[org != ""])
	} else {
		v.buf = fold(v.buf, "N:"+escape(r.Get("last_name"))+";"+escape(r.Get("first_name"))+";;;")
	}
	line("ORG", org)
	line("TITLE", r.Get("title"))
	line("EMAIL;TYPE=INTERNET,WORK", r.Get("email"))
	line("TEL;TYPE=WORK,VOICE", r.Get("phone"))
	line("TEL;TYPE=CELL", r.Get("mobile"))
	line("TEL;TYPE=WORK,FAX", r.Get("fax"))
	line("URL", r.Get("website"))
	for a := range r.Each("addresses") {
		typ := map[string]string{"main": "WORK", "billing": "WORK,POSTAL", "shipping": "WORK,PARCEL"}[a.Get("kind")]
		if typ != "" {
			line("ADR;TYPE="+typ, "", "", a.Get("line1"), a.Get("city"), a.Get("state"), a.Get("postal_code"), a.Get("country"))
		}
	}
	line("NOTE", r.Get("description"))
	var tags []string
	for t := range r.Each("tags") {
		tags = append(tags, escape(t.Get("tag")))
	}
	if len(tags) > 0 {
		v.buf = fold(v.buf, "CATEGORIES:"+strings.Join(tags, ","))
	}
	line("REV", r.Get("updated_at"))
	line("END", "VCARD")
	_, err := w.Write(v.buf)
	return err
}

func (v *cards) close() error {
	for _, w := range v.files {
		if err := w.close(); err != nil {
			return err
		}
	}
	return nil
}

var escapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// escape is text as RFC 6350 and RFC 5545 write it.
func escape(s string) string { return escapes.Replace(s) }

// maxLine is how many bytes a line has before it is folded.
const maxLine = 75

// fold adds a line in pieces, none of which cuts a character.
func fold(b []byte, line string) []byte {
	room := maxLine
	for len(line) > room {
		end := room
		for !utf8.RuneStart(line[end]) {
			end--
		}
		b = append(append(b, line[:end]...), "\r\n "...)
		line, room = line[end:], maxLine-1
	}
	return append(append(b, line...), "\r\n"...)
}
