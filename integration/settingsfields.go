package integration

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/sell"
)

// shownFields are the fields to show for one kind of record.
type shownFields struct {
	kind  string
	names []string
	of    reflect.Type
	place sell.ResourceType // of their custom fields
}

func (f FieldSettings) kinds() []shownFields {
	contact := reflect.TypeFor[sell.Contact]()
	return []shownFields{
		{"lead", f.Lead, reflect.TypeFor[sell.Lead](), sell.ResourceLead},
		{"person", f.Person, contact, sell.ResourceContact},
		{"company", f.Company, contact, sell.ResourceContact},
	}
}

// problem says what is wrong with the name of a field to show, "" if nothing is.
func (f shownFields) problem(name string) string {
	field, custom := strings.CutPrefix(name, customPrefix)
	known := append(jsonNames(f.of), DefaultFields()...)
	switch {
	case field == "":
		return "is empty"
	case field != strings.TrimSpace(field):
		return "starts or ends with whitespace"
	case custom || slices.Contains(known, name):
		return ""
	}
	return fmt.Sprintf("%q is not an attribute of a %s%s; write a custom field as %q", name, f.kind, similar(name, known), customPrefix+name)
}

// jsonNames returns the JSON names of a type's fields.
func jsonNames(t reflect.Type) []string {
	var names []string
	for field := range t.Fields() {
		if name := jsonName(field); name != "" && name != "custom_fields" {
			names = append(names, name)
		}
	}
	return names
}

func jsonName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name
}

// similar suggests the name that was probably meant, if one is close enough.
func similar(name string, known []string) string {
	best, least := "", 3 // mistakes
	for _, k := range known {
		if d := distance(strings.ToLower(name), strings.ToLower(k)); d < least && d < len(k) {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// distance is the number of letters to insert, delete, replace, or swap with a
// neighbour to turn one text into the other.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	d := make([][]int, len(x)+1)
	for i := range d {
		d[i] = make([]int, len(y)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := range x {
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			d[i+1][j+1] = min(d[i][j+1]+1, d[i+1][j]+1, d[i][j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				d[i+1][j+1] = min(d[i+1][j+1], d[i-1][j-1]+1)
			}
		}
	}
	return d[len(x)][len(y)]
}
