package sell_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// operation is a line of operations.tsv, the table that tools/cmd/opgen makes of
// the directives at services and methods. A download has no route: it goes where
// its document says.
type operation struct{ name, method, route, class string }

func operations(t *testing.T) []operation {
	t.Helper()
	var all []operation
	for line := range strings.Lines(string(must(os.ReadFile("operations.tsv")))) {
		c := strings.Split(line, "\t")
		all = append(all, operation{c[0], c[1], c[2], c[3]})
	}
	return all[1:]
}

// Every method of every service is called, found by reflection, so that none is
// forgotten in the table above or in the stand-in.
func TestOperations(t *testing.T) {
	fake := selltest.New()
	var seen []string
	var status int
	crm := connectObserved(t, fake.Transport(), func(_ context.Context, a zendesk.Attempt) {
		status = a.Status
		seen = append(seen, strings.TrimSpace(fmt.Sprint(a.Op.Name, " ", a.Op.Method, " ", a.Op.Route)))
	})
	for _, m := range methods(crm) {
		if !m.sends() {
			continue // Pages, All and Raw send what List sends
		}
		before := len(seen)
		m.call.Call(arguments(t, m))
		if len(seen) != before+1 || !strings.HasPrefix(seen[before], "sell."+m.String()+" ") {
			t.Errorf("%v is seen as %q", m, seen[before:])
		}
		if status == http.StatusNotImplemented || status == 0 {
			t.Errorf("%v: the stand-in answers %d", m, status)
		}
	}
	slices.Sort(seen)
	var want []string
	for _, op := range operations(t) {
		want = append(want, strings.TrimSpace(op.name+" "+op.method+" "+op.route))
	}
	equal(t, "operations", seen, want)
}

// arguments makes arguments that pass the client, with which the stand-in may
// find no record.
func arguments(t *testing.T, m method) []reflect.Value {
	args := []reflect.Value{reflect.ValueOf(t.Context())}
	n := m.call.Type().NumIn() - 1 // without the context
	if m.call.Type().IsVariadic() {
		n-- // nor the options
	}
	for i := range n {
		arg := reflect.New(m.in(i)).Elem()
		switch {
		case arg.Type() == reflect.TypeFor[*sell.Document]():
			arg.Set(reflect.ValueOf(&sell.Document{ID: 1, DownloadURL: "https://files.example.com/files/1?expires=9999999999"}))
		case arg.Type() == reflect.TypeFor[io.Writer]():
			arg.Set(reflect.ValueOf(io.Discard))
		case arg.Type() == reflect.TypeFor[sell.StreamQuery]():
			arg.Set(reflect.ValueOf(sell.StreamQuery{Position: sell.PositionTail}))
		case m.service == "Sync" && arg.Kind() == reflect.String:
			arg.SetString("example")
		case m.service == "Sync" && arg.Kind() == reflect.Slice:
			arg.Set(reflect.ValueOf([]string{"Lead-1-1"}))
		case m.name == "List" && i == 0 && arg.Kind() == reflect.Struct:
			arg = zeroQuery(arg.Type())
		case arg.Kind() == reflect.Int64:
			arg.SetInt(1)
		case arg.Type() == reflect.TypeFor[sell.ResourceType]():
			arg.SetString(string(sell.ResourceLead))
		case arg.Type() == reflect.TypeFor[[]sell.SearchQuery]():
			arg.Set(reflect.ValueOf([]sell.SearchQuery{{}, {}}))
		case m.name == "Upsert" && i == 0:
			arg.Field(0).SetString("example")
		}
		args = append(args, arg)
	}
	return args
}
