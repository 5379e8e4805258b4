package support_test

import (
	"net/http"
	"reflect"
	"testing"
	"testing/synctest"
	"unsafe"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/opcheck"
	"github.com/sellsupport/zendesk/support"
)

// operations is the table that tools/cmd/opgen makes of the directives at
// services and methods.
func operations(t *testing.T) []opcheck.Operation {
	t.Helper()
	return must(opcheck.Table("operations.tsv"))
}

// samples are arguments that the client accepts.
var samples = opcheck.Samples{
	reflect.TypeFor[support.SearchQuery]():             support.SearchQuery{Query: "smoke"},
	reflect.TypeFor[support.ExportQuery]():             support.ExportQuery{Query: "smoke"},
	reflect.TypeFor[support.UserSearchQuery]():         support.UserSearchQuery{Query: "ana"},
	reflect.TypeFor[support.OrganizationSearchQuery](): support.OrganizationSearchQuery{Name: "Acme"},
	reflect.TypeFor[support.AutocompleteQuery]():       support.AutocompleteQuery{Name: "ac"},
	reflect.TypeFor[support.UserParams]():              support.UserParams{ExternalID: zendesk.Set("c-1")},
	reflect.TypeFor[support.OrganizationParams]():      support.OrganizationParams{ExternalID: zendesk.Set("A-1")},
	reflect.TypeFor[support.TicketUpdate]():            support.TicketUpdate{ID: 1},
	reflect.TypeFor[support.UserUpdate]():              support.UserUpdate{ID: 1},
	reflect.TypeFor[support.OrganizationUpdate]():      support.OrganizationUpdate{ID: 1},
	reflect.TypeFor[support.TicketMergeParams]():       support.TicketMergeParams{IDs: []int64{2}},
}

func connectAny(t *testing.T) opcheck.Connect {
	return func(rt http.RoundTripper) any { return connect(t, rt) }
}

// Every operation is retried after every fault as its class says.
func TestOperationsAreRetriedByTheirClass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, problem := range opcheck.Faults(t.Context(), connectAny(t), operations(t), true, samples) {
			t.Error(problem)
		}
	})
}

// What has pages starts where [zendesk.From] says, and nothing else takes it.
func TestListingsResume(t *testing.T) {
	for _, problem := range opcheck.Resumes(t.Context(), connectAny(t), "after=TOKEN", "TOKEN", samples) {
		t.Error(problem)
	}
}

func TestEveryMethodIsDocumented(t *testing.T) {
	if missing := must(opcheck.Undocumented(new(support.Client), ".")); len(missing) > 0 {
		t.Errorf("without a sentence in the documentation: %q", missing)
	}
}

// Services and listings are copied all the time.
func TestServicesAreSmall(t *testing.T) {
	const word = unsafe.Sizeof(uintptr(0))
	for field := range reflect.TypeFor[support.Client]().Fields() {
		if field.IsExported() && field.Type.Size() > 2*word {
			t.Errorf("%v takes %d bytes", field.Type, field.Type.Size())
		}
	}
	for _, typ := range []reflect.Type{reflect.TypeFor[support.IdentitiesService](), reflect.TypeFor[support.Listing[support.Comment, support.CommentQuery]]()} {
		if typ.Size() > 64 {
			t.Errorf("%v takes %d bytes", typ, typ.Size())
		}
	}
}
