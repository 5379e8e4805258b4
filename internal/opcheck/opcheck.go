// Package opcheck checks a client against the table of its operations, which
// tools/cmd/opgen makes of the directives at its methods: that each method is in
// the documentation, that what is sent is retried as its class says, and that
// what has pages can be resumed. Only tests of the clients use it.
package opcheck

import (
	"context"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk"
)

// Operation is a line of the table.
type Operation struct {
	Name   string // "sell.Leads.Get"
	Method string
	Route  string // without what is always sent
	Class  string // "idempotent,append" is append with some arguments
}

// Table reads the table of a client.
func Table(path string) ([]Operation, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var all []Operation
	for line := range strings.Lines(string(data)) {
		cells := strings.Split(line, "\t")
		if len(cells) < 4 {
			return nil, fmt.Errorf("%s: a line has %d cells", path, len(cells))
		}
		route, _, _ := strings.Cut(cells[2], "?")
		all = append(all, Operation{cells[0], cells[1], route, cells[3]})
	}
	return all[1:], nil // without the names of the columns
}

// Method is a method of a service of a client.
type Method struct {
	Service string // "Leads", "Search.Leads"
	Name    string // "Get"
	Value   reflect.Value
}

// String is the operation that the method stands for, without the product.
func (m Method) String() string {
	if strings.HasPrefix(m.Service, "Firehose.") && m.Name == "List" {
		return m.Service // it has no other
	}
	return m.Service + "." + m.Name
}

// Operation is the operation that the method sends. Iterators send what List
// sends, those over pages of an export what the one over its records sends.
func (m Method) Operation() string {
	switch m.Name {
	case "Pages", "All", "Catalog":
		m.Name = "List"
	default:
		if kind, ok := strings.CutSuffix(m.Name, "Pages"); ok {
			m.Name = kind + "s"
		}
	}
	return m.String()
}

// Methods returns the methods of all services of a client, a pointer to a
// struct, also of those that belong to one record.
func Methods(client any, samples Samples) []Method {
	var all []Method
	for field, service := range reflect.ValueOf(client).Elem().Fields() {
		if field.IsExported() {
			all = append(all, methodsOf(field.Name, service, samples)...)
		}
	}
	return all
}

func methodsOf(service string, v reflect.Value, samples Samples) []Method {
	var all []Method
	for m, f := range v.Methods() {
		args := make([]reflect.Value, f.Type().NumIn())
		for i := range args {
			args[i] = sample(f.Type().In(i), samples)
		}
		switch kind := kindOf(f.Type().Out(0)); {
		case strings.HasSuffix(kind, "Service"):
			all = append(all, methodsOf(strings.TrimSuffix(kind, "Service"), f.Call(args)[0], samples)...)
		case kind == "SearchIndex" || kind == "Stream":
			all = append(all, methodsOf(service+"."+m.Name, f.Call(args)[0], samples)...)
		default:
			all = append(all, Method{service, m.Name, f})
		}
	}
	return all
}

// kindOf is the name of a type without its arguments.
func kindOf(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name, _, _ := strings.Cut(t.Name(), "[")
	return name
}

// Sends reports whether the method sends one operation. One that calls back
// sends several.
func (m Method) Sends() bool {
	t := m.Value.Type()
	for in := range t.Ins() {
		if in.Kind() == reflect.Func {
			return false
		}
	}
	return kindOf(t.Out(0)) == "Listing" || m.takesContext()
}

func (m Method) takesContext() bool {
	t := m.Value.Type()
	return t.NumIn() > 0 && t.In(0) == reflect.TypeFor[context.Context]()
}

// Optional reports whether the method takes options for one call.
func (m Method) Optional() bool {
	return m.Paged() || m.Value.Type().IsVariadic()
}

// Paged reports whether what the method returns has pages.
func (m Method) Paged() bool {
	switch kindOf(m.Value.Type().Out(0)) {
	case "Listing", "Page", "SearchPage", "StreamPage", "Seq2":
		return true
	}
	return false
}

// Differences returns what of the table was not seen, as name, method and
// route, and what was seen that is not in it.
func Differences(table []Operation, seen []string) []string {
	var all []string
	for _, op := range table {
		line := strings.TrimSpace(op.Name + " " + op.Method + " " + op.Route)
		if i := slices.Index(seen, line); i >= 0 {
			seen = slices.Delete(slices.Clone(seen), i, i+1)
		} else {
			all = append(all, "not sent: "+line)
		}
	}
	for _, line := range seen {
		all = append(all, "not in the table: "+line)
	}
	return all
}

// Samples are arguments that a client accepts, where the zero value or an
// example is not enough.
type Samples map[reflect.Type]any

// sample returns a value for a parameter.
func sample(t reflect.Type, samples Samples) reflect.Value {
	if v, ok := samples[t]; ok {
		return reflect.ValueOf(v)
	}
	v := reflect.New(t).Elem()
	switch t.Kind() {
	case reflect.Int64:
		v.SetInt(1)
	case reflect.String:
		v.SetString("example")
	case reflect.Slice:
		v.Set(reflect.Append(v, sample(t.Elem(), samples)))
	}
	return v
}

// Call calls a method that sends. Of an iterator it takes the first pair; a
// listing it asks for a page.
func (m Method) Call(ctx context.Context, samples Samples, opts ...zendesk.CallOption) error {
	t := m.Value.Type()
	var args []reflect.Value
	for i := range t.NumIn() {
		switch {
		case t.In(i) == reflect.TypeFor[context.Context]():
			args = append(args, reflect.ValueOf(ctx))
		case t.IsVariadic() && i == t.NumIn()-1:
			args = append(args, reflect.ValueOf(opts))
		case t.In(i).Kind() == reflect.String && i > 1 && m.Paged():
			args = append(args, reflect.ValueOf("")) // the cursor
		default:
			args = append(args, sample(t.In(i), samples))
		}
	}
	call := m.Value.Call
	if t.IsVariadic() {
		call = m.Value.CallSlice
	}
	results := call(args)
	switch kindOf(t.Out(0)) {
	case "Seq2":
		for _, err := range results[0].Seq2() {
			return failure(err)
		}
		return nil
	case "Listing":
		return Method{m.Service, m.Name, results[0].MethodByName("List")}.Call(ctx, samples, opts...)
	}
	return failure(results[len(results)-1])
}

func failure(v reflect.Value) error {
	err, _ := reflect.TypeAssert[error](v)
	return err
}
