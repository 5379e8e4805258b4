package sell_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"unsafe"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/opcheck"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// operations is the table that tools/cmd/opgen makes of the directives at
// services and methods. A download has no route: it goes where its document says.
func operations(t *testing.T) []opcheck.Operation {
	t.Helper()
	return must(opcheck.Table("operations.tsv"))
}

// samples are arguments that the client accepts.
var samples = opcheck.Samples{
	reflect.TypeFor[sell.ResourceType]():     sell.ResourceLead,
	reflect.TypeFor[sell.DocumentQuery]():    sell.DocumentQuery{ResourceType: []sell.ResourceType{sell.ResourceLead}, ResourceID: []int64{1}},
	reflect.TypeFor[sell.StreamQuery]():      sell.StreamQuery{Position: sell.PositionTail},
	reflect.TypeFor[sell.SearchQuery]():      sell.SearchQuery{},
	reflect.TypeFor[sell.LeadMatch]():        sell.LeadMatch{Email: "ana@example.com"},
	reflect.TypeFor[sell.ContactMatch]():     sell.ContactMatch{Email: "ana@example.com"},
	reflect.TypeFor[sell.DealMatch]():        sell.DealMatch{Name: "Bikes"},
	reflect.TypeFor[*sell.Document]():        &sell.Document{ID: 1, DownloadURL: "https://files.example.com/files/1?expires=9999999999"},
	reflect.TypeFor[*sell.Call]():            &sell.Call{ID: 1, RecordingURL: "https://files.example.com/files/1?expires=9999999999"},
	reflect.TypeFor[sell.FirehoseResource](): sell.FirehoseNotes,
	reflect.TypeFor[io.Writer]():             io.Discard,
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
	for _, m := range opcheck.Methods(crm, samples) {
		if !m.Sends() || m.String() != m.Operation() {
			continue // it sends what another one sends
		}
		before := len(seen)
		_ = m.Call(t.Context(), samples) // the stand-in may find no record
		if len(seen) != before+1 || !strings.HasPrefix(seen[before], "sell."+m.String()+" ") {
			t.Errorf("%v is seen as %q", m, seen[before:])
		}
		if status == http.StatusNotImplemented || status == 0 {
			t.Errorf("%v: the stand-in answers %d", m, status)
		}
	}
	for _, problem := range opcheck.Differences(operations(t), seen) {
		t.Error(problem)
	}
}

func connectAny(t *testing.T) opcheck.Connect {
	return func(rt http.RoundTripper) any { return connect(t, rt) }
}

// Every operation is retried after every fault as its class says.
func TestOperationsAreRetriedByTheirClass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, problem := range opcheck.Faults(t.Context(), connectAny(t), operations(t), false, samples) {
			t.Error(problem)
		}
	})
}

// What has pages starts where [zendesk.From] says, and nothing else takes it.
func TestListingsResume(t *testing.T) {
	for _, problem := range opcheck.Resumes(t.Context(), connectAny(t), "cursor=TOKEN", "TOKEN", samples) {
		t.Error(problem)
	}
}

func TestEveryMethodIsDocumented(t *testing.T) {
	if missing := must(opcheck.Undocumented(new(sell.Client), ".")); len(missing) > 0 {
		t.Errorf("without a sentence in the documentation: %q", missing)
	}
}

// Services and listings are copied all the time.
func TestServicesAreSmall(t *testing.T) {
	const word = unsafe.Sizeof(uintptr(0))
	for field := range reflect.TypeFor[sell.Client]().Fields() {
		if field.IsExported() && field.Type.Size() > 2*word {
			t.Errorf("%v takes %d bytes", field.Type, field.Type.Size())
		}
	}
	for _, typ := range []reflect.Type{
		reflect.TypeFor[sell.AssociatedContactsService](), reflect.TypeFor[sell.Listing[sell.Lead, sell.LeadQuery]](),
		reflect.TypeFor[sell.Stream[sell.FirehoseLead]](), reflect.TypeFor[sell.SearchIndex[sell.LeadHit]](),
	} {
		if typ.Size() > 64 {
			t.Errorf("%v takes %d bytes", typ, typ.Size())
		}
	}
}
