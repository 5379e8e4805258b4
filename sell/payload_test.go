package sell_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record/recordtest"
	"github.com/sellsupport/zendesk/sell"
)

// A payload is one record as Sell answers it. There are some with all members,
// and some with as few as can be.
func TestPayloads(t *testing.T) {
	ctx := t.Context()
	var c coverage
	c.test(t, "account*.json", one, func(crm *sell.Client) (any, error) { return crm.Accounts.Self(ctx) })
	c.test(t, "user*.json", one, func(crm *sell.Client) (any, error) { return crm.Users.Get(ctx, 1) })
	c.test(t, "lead.json", one, func(crm *sell.Client) (any, error) { return crm.Leads.Get(ctx, 1) })
	c.test(t, "lead_sparse.json", one, func(crm *sell.Client) (any, error) { return crm.Leads.Get(ctx, 1) })
	c.test(t, "contact*.json", one, func(crm *sell.Client) (any, error) { return crm.Contacts.Get(ctx, 1) })
	c.test(t, "deal.json", one, func(crm *sell.Client) (any, error) { return crm.Deals.Get(ctx, 1) })
	c.test(t, "deal_older.json", one, func(crm *sell.Client) (any, error) { return crm.Deals.Get(ctx, 1) })
	c.test(t, "lead_source.json", one, func(crm *sell.Client) (any, error) { return crm.LeadSources.Get(ctx, 1) })
	c.test(t, "deal_source.json", one, func(crm *sell.Client) (any, error) { return crm.DealSources.Get(ctx, 1) })
	c.test(t, "note*.json", one, func(crm *sell.Client) (any, error) { return crm.Notes.Get(ctx, 1) })
	c.test(t, "task*.json", one, func(crm *sell.Client) (any, error) { return crm.Tasks.Get(ctx, 1) })
	c.test(t, "tag*.json", one, func(crm *sell.Client) (any, error) { return crm.Tags.Get(ctx, 1) })
	c.test(t, "source.json", one, func(crm *sell.Client) (any, error) { return crm.Sources.Get(ctx, 1) })
	c.test(t, "loss_reason.json", one, func(crm *sell.Client) (any, error) { return crm.LossReasons.Get(ctx, 1) })
	c.test(t, "deal_unqualified_reason.json", one, func(crm *sell.Client) (any, error) { return crm.DealUnqualifiedReasons.Get(ctx, 1) })
	c.test(t, "lead_conversion*.json", one, func(crm *sell.Client) (any, error) {
		return crm.LeadConversions.Convert(ctx, sell.LeadConversionParams{})
	})
	c.test(t, "call.json", one, func(crm *sell.Client) (any, error) { return crm.Calls.Get(ctx, 1) })
	c.test(t, "call_unattached.json", one, func(crm *sell.Client) (any, error) { return crm.Calls.Get(ctx, 1) })
	c.test(t, "text_message*.json", one, func(crm *sell.Client) (any, error) { return crm.TextMessages.Get(ctx, 1) })
	c.test(t, "document.json", one, func(crm *sell.Client) (any, error) { return crm.Documents.Get(ctx, 1) })
	c.test(t, "product*.json", one, func(crm *sell.Client) (any, error) { return crm.Products.Get(ctx, 1) })
	c.test(t, "order.json", one, func(crm *sell.Client) (any, error) { return crm.Orders.Get(ctx, 1) })
	c.test(t, "line_item.json", one, func(crm *sell.Client) (any, error) { return crm.Orders.LineItems(1).Get(ctx, 1) })
	c.test(t, "collaboration.json", one, func(crm *sell.Client) (any, error) { return crm.Collaborations.Get(ctx, 1) })
	c.test(t, "sequence.json", one, func(crm *sell.Client) (any, error) { return crm.Sequences.Get(ctx, 1) })
	c.test(t, "enrollment*.json", one, func(crm *sell.Client) (any, error) { return crm.SequenceEnrollments.Get(ctx, 1) })
	c.test(t, "finished_enrollments.json", one, func(crm *sell.Client) (any, error) {
		return crm.SequenceEnrollments.FinishOngoingForResource(ctx, sell.FinishOngoingParams{})
	})
	c.test(t, "associated_contact*.json", page, first(func(crm *sell.Client) (*sell.Page[sell.AssociatedContact], error) {
		return crm.Deals.AssociatedContacts(1).List(ctx, sell.AssociatedContactQuery{}, "")
	}))
	c.test(t, "pipeline*.json", page, first(func(crm *sell.Client) (*sell.Page[sell.Pipeline], error) {
		return crm.Pipelines.List(ctx, sell.PipelineQuery{}, "")
	}))
	c.test(t, "stage*.json", page, first(func(crm *sell.Client) (*sell.Page[sell.Stage], error) {
		return crm.Stages.List(ctx, sell.StageQuery{}, "")
	}))
	c.test(t, "lead_status*.json", page, first(func(crm *sell.Client) (*sell.Page[sell.LeadStatus], error) {
		return crm.LeadStatuses.List(ctx, sell.LeadStatusQuery{}, "")
	}))
	c.test(t, "custom_field*.json", page, first(func(crm *sell.Client) (*sell.Page[sell.CustomField], error) {
		fields, err := crm.CustomFields.List(ctx, sell.ResourceLead)
		return &sell.Page[sell.CustomField]{Items: fields}, err
	}))
	c.test(t, "search_mapping.json", page, func(crm *sell.Client) (any, error) {
		fields, err := crm.CustomFields.SearchMapping(ctx, sell.ResourceContact)
		return fields[0], err
	})
	c.test(t, "search_lead.json", hit, firstHit(func(crm *sell.Client) (*sell.SearchPage[sell.LeadHit], error) {
		return crm.Search.Leads().List(ctx, sell.SearchQuery{}, "")
	}))
	c.test(t, "search_contact.json", hit, firstHit(func(crm *sell.Client) (*sell.SearchPage[sell.ContactHit], error) {
		return crm.Search.Contacts().List(ctx, sell.SearchQuery{}, "")
	}))
	c.test(t, "search_deal.json", hit, firstHit(func(crm *sell.Client) (*sell.SearchPage[sell.DealHit], error) {
		return crm.Search.Deals().List(ctx, sell.SearchQuery{}, "")
	}))
	c.test(t, "search_note.json", hit, firstHit(func(crm *sell.Client) (*sell.SearchPage[sell.NoteHit], error) {
		return crm.Search.Notes().List(ctx, sell.SearchQuery{}, "")
	}))
	c.test(t, "search_task.json", hit, firstHit(func(crm *sell.Client) (*sell.SearchPage[sell.TaskHit], error) {
		return crm.Search.Tasks().List(ctx, sell.SearchQuery{}, "")
	}))
	c.test(t, "industry.json", page, func(crm *sell.Client) (any, error) {
		industries, err := crm.Industries.List(ctx, sell.ResourceLead)
		return industries[0], err
	})
	c.test(t, "lead_unqualified_reason.json", page, first(func(crm *sell.Client) (*sell.Page[sell.Reason], error) {
		return crm.LeadUnqualifiedReasons.List(ctx, sell.LeadUnqualifiedReasonQuery{}, "")
	}))
	c.test(t, "call_outcome.json", page, first(func(crm *sell.Client) (*sell.Page[sell.CallOutcome], error) {
		return crm.CallOutcomes.List(ctx, sell.CallOutcomeQuery{}, "")
	}))
	c.test(t, "visit.json", page, first(func(crm *sell.Client) (*sell.Page[sell.Visit], error) {
		return crm.Visits.List(ctx, sell.VisitQuery{}, "")
	}))
	c.test(t, "visit_outcome.json", page, first(func(crm *sell.Client) (*sell.Page[sell.VisitOutcome], error) {
		return crm.VisitOutcomes.List(ctx, sell.VisitOutcomeQuery{}, "")
	}))
	testStreamed(t, &c, "lead", func(crm *sell.Client) sell.Stream[sell.FirehoseLead] { return crm.Firehose.Leads() })
	testStreamed(t, &c, "contact", func(crm *sell.Client) sell.Stream[sell.FirehoseContact] { return crm.Firehose.Contacts() })
	testStreamed(t, &c, "deal", func(crm *sell.Client) sell.Stream[sell.FirehoseDeal] { return crm.Firehose.Deals() })
	testStreamed(t, &c, "appointment", func(crm *sell.Client) sell.Stream[sell.Appointment] { return crm.Firehose.Appointments() })
	testStreamed(t, &c, "custom_field", func(crm *sell.Client) sell.Stream[sell.FirehoseCustomField] { return crm.Firehose.CustomFields() })
	testStreamed(t, &c, "unqualified_reason", func(crm *sell.Client) sell.Stream[sell.FirehoseUnqualifiedReason] {
		return crm.Firehose.UnqualifiedReasons()
	})
	c.complete(t)
}

// testStreamed tests the payload of a record in its stream.
func testStreamed[Record any](t *testing.T, c *coverage, name string, of func(crm *sell.Client) sell.Stream[Record]) {
	c.test(t, "firehose_"+name+".json", streamed, func(crm *sell.Client) (any, error) {
		page, err := of(crm).List(t.Context(), sell.StreamQuery{Position: sell.PositionTail})
		if err != nil {
			return nil, err
		}
		return page.Events[0].Record, nil
	})
}

// first makes a call of one that lists.
func first[Record any](list func(crm *sell.Client) (*sell.Page[Record], error)) func(crm *sell.Client) (any, error) {
	return func(crm *sell.Client) (any, error) {
		page, err := list(crm)
		if err != nil {
			return nil, err
		}
		return page.Items[0], nil
	}
}

// firstHit makes a call of one that searches.
func firstHit[Hit any](search func(crm *sell.Client) (*sell.SearchPage[Hit], error)) func(crm *sell.Client) (any, error) {
	return func(crm *sell.Client) (any, error) {
		page, err := search(crm)
		if err != nil {
			return nil, err
		}
		return page.Items[0], nil
	}
}

// Shapes of an answer.
const (
	one      = "%s"
	page     = `{"items":[%s],"meta":{"type":"collection","count":1,"links":{}}}`
	hit      = `{"items":[{"successful":true,"items":[%s],"meta":{"type":"collection","count":1,"total_count":1,"http_status":"200 OK","links":{},"aggregations":{}}}]}`
	streamed = `{"items":[%s],"meta":{"position":"p","top":true}}`
)

// coverage keeps which payloads were read and which fields had a value.
type coverage struct {
	files  []string
	fields map[reflect.Type]map[string]bool
}

func (c *coverage) test(t *testing.T, pattern, shape string, get func(crm *sell.Client) (any, error)) {
	files, err := filepath.Glob(filepath.Join("testdata", pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no files, %v", pattern, err)
	}
	for _, file := range files {
		payload := must(os.ReadFile(file))
		var envelope struct{ Data json.RawMessage }
		if err := json.Unmarshal(payload, &envelope); err != nil {
			t.Fatal(file, err)
		}
		record, err := get(connect(t, ok(fmt.Sprintf(shape, payload))))
		if err != nil {
			t.Error(file, err)
			continue
		}
		c.files = append(c.files, file)
		c.note(t, file, reflect.ValueOf(record).Elem())
		written, err := jsonv2.Marshal(record)
		if err != nil {
			t.Error(file, err)
		}
		equal(t, file+" written", plain(t, written), plain(t, envelope.Data))
		recordtest.Survives(t, file, envelope.Data, record)
	}
}

// note keeps which fields are set, and complains of unknown members.
func (c *coverage) note(t *testing.T, file string, record reflect.Value) {
	if c.fields == nil {
		c.fields = make(map[reflect.Type]map[string]bool)
	}
	seen := c.fields[record.Type()]
	if seen == nil {
		seen = make(map[string]bool)
		c.fields[record.Type()] = seen
	}
	for f, value := range record.Fields() {
		if wrapped := strings.HasPrefix(record.Type().Name(), "Wrapped["); f.Name == "Extra" && value.Len() > 0 && !wrapped {
			t.Errorf("%s: %v knows nothing of %v", file, record.Type(), value)
		}
		if !value.IsZero() {
			seen[f.Name] = true
		}
		values := []reflect.Value{reflect.Indirect(value)}
		if value.Kind() == reflect.Slice {
			values = nil
			for i := range value.Len() {
				values = append(values, value.Index(i))
			}
		}
		for _, value := range values {
			if value.Kind() == reflect.Struct && value.FieldByName("Extra").IsValid() {
				c.note(t, file, value)
			}
		}
	}
}

// complete complains of payloads that no test read, and of fields that no
// payload sets.
func (c *coverage) complete(t *testing.T) {
	for _, file := range must(filepath.Glob("testdata/*.json")) {
		if !slices.Contains(c.files, file) {
			t.Errorf("%s: not tested", file)
		}
	}
	records, _, _, _ := types(t)
	for _, record := range records {
		for _, typ := range nested(record) {
			for f := range typ.Fields() {
				if f.Name != "Extra" && f.Name != "ConfirmationToken" && !c.fields[typ][f.Name] {
					t.Errorf("no payload sets %v.%s", typ, f.Name)
				}
			}
		}
	}
}

// plain decodes JSON and drops what equals being absent: null, and the zero
// value of a plain field. Amounts are compared as the text of their number.
func plain(t *testing.T, data []byte) map[string]any {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var members map[string]any
	if err := dec.Decode(&members); err != nil {
		t.Fatal(err)
	}
	delete(members, "confirmation_token") // never kept
	for name, value := range members {
		switch v := value.(type) {
		case nil:
			delete(members, name)
		case bool:
			if !v {
				delete(members, name)
			}
		case []any:
			if len(v) == 0 {
				delete(members, name)
			}
		case string:
			if v == "" {
				delete(members, name)
			}
		case map[string]any:
			if items, ok := v["items"].([]any); ok && name != "associated_contacts" {
				if members[name] = unwrapped(t, items); len(items) == 0 {
					delete(members, name)
				}
			} else if data, ok := v["data"]; ok { // a record in a record
				v["data"] = plainNested(t, data)
			}
			if name == "custom_fields" && len(v) == 0 {
				delete(members, name)
			} else if strings.HasSuffix(name, "address") {
				members[name] = plain(t, must(json.Marshal(v)))
			}
		case json.Number:
			if name == "value" || name == "decimal_value" || name == "max_markup" {
				members[name] = v.String()
			}
		}
	}
	return members
}

// unwrapped returns the items of a list in a record.
func unwrapped(t *testing.T, items []any) []any {
	t.Helper()
	records := make([]any, len(items))
	for i, item := range items {
		records[i] = plainNested(t, item.(map[string]any)["data"])
	}
	return records
}

// plainNested is plain for a record in a record, where a number that is zero
// equals being absent as well.
func plainNested(t *testing.T, data any) map[string]any {
	t.Helper()
	members := plain(t, must(json.Marshal(data)))
	for name, value := range members {
		switch v := value.(type) {
		case json.Number:
			if v == "0" {
				delete(members, name)
			}
		case map[string]any:
			members[name] = plainNested(t, v)
		}
	}
	return members
}

func TestPayloadValues(t *testing.T) {
	load := func(name string) *sell.Client {
		return connect(t, ok(string(must(os.ReadFile(filepath.Join("testdata", name))))))
	}
	deal := must(load("deal.json").Deals.Get(t.Context(), 901))
	older := must(load("deal_older.json").Deals.Get(t.Context(), 902))
	equal(t, "values", []string{deal.Value.String(), older.Value.String()}, []string{"1000.50", "1000"})
	equal(t, "close date", deal.EstimatedCloseDate, zendesk.Date{Year: 2026, Month: 6, Day: 30})
	equal(t, "begin", deal.Added().Format("2006-01-02 15:04"), "2026-03-02 08:15")
	equal(t, "begin of the older", older.Added().Format("2006-01-02 15:04"), "2026-03-01 00:00")
	if deal.CustomizedWinLikelihood == nil || *deal.CustomizedWinLikelihood != 0 || older.CustomizedWinLikelihood != nil {
		t.Errorf("likelihoods %v and %v: none and 0 differ", deal.CustomizedWinLikelihood, older.CustomizedWinLikelihood)
	}

	with, all := deal.Associated()
	equal(t, "associated contacts", []any{len(with), with[0].ContactID, all}, []any{1, int64(504), true})
	var some []string
	for range 25 {
		some = append(some, `{"data":{"contact_id":1}}`)
	}
	for body, want := range map[string][]any{
		`null`: {0, false}, `{}`: {0, false}, `{"items":[]}`: {0, false}, `{"items":[],"meta":{"count":"0"}}`: {0, false}, `{"meta":{"count":2}}`: {0, false}, `{"items":[],"meta":{"count":0}}`: {0, true},
		`{"items":[{"data":{"contact_id":5}}],"meta":{"count":2}}`:            {1, false},
		`{"items":[` + strings.Join(some[1:], ",") + `],"meta":{"count":24}}`: {24, true},
		`{"items":[` + strings.Join(some, ",") + `],"meta":{"count":25}}`:     {25, false}, // there may be a page more
	} {
		d := must(connect(t, ok(`{"data":{"id":1,"associated_contacts":`+body+`}}`)).Deals.Get(t.Context(), 1))
		with, all := d.Associated()
		equal(t, body, []any{len(with), all}, want)
	}

	user := must(load("user.json").Users.Get(t.Context(), 71))
	pool := must(load("user_sparse.json").Users.Get(t.Context(), 72))
	equal(t, "Support ids", []string{user.ZendeskUserID.String(), pool.ZendeskUserID.String()}, []string{"360001234567", "360001234568"})

	product := must(load("product.json").Products.Get(t.Context(), 4101))
	plainer := must(load("product_sparse.json").Products.Get(t.Context(), 4102))
	equal(t, "markups", []string{product.MaxMarkup.String(), plainer.MaxMarkup.String()}, []string{"25", "12.5"})
	if product.MaxDiscount == nil || *product.MaxDiscount != 15 || plainer.MaxDiscount != nil || !plainer.Cost.IsZero() {
		t.Errorf("discounts %v and %v, cost %v: none and 0 differ", product.MaxDiscount, plainer.MaxDiscount, plainer.Cost)
	}
	enrollment := must(load("enrollment.json").SequenceEnrollments.Get(t.Context(), 6201))
	equal(t, "sequence", enrollment.Sequence.Data.Name, "Welcome")
	equal(t, "steps", []string{enrollment.EnrollmentSteps[0].Action.Data.Status, enrollment.EnrollmentSteps[1].Action.Data.TaskContent}, []string{"cancelled", "Call back"})
	equal(t, "position", *enrollment.CurrentStepPosition, 1)

	lead := must(load("lead.json").Leads.Get(t.Context(), 1))
	region, _, _ := zendesk.Field[string](lead.CustomFields, "Region")
	visits, _, _ := zendesk.Field[zendesk.Decimal](lead.CustomFields, "Visits")
	newsletter, _, _ := zendesk.Field[bool](lead.CustomFields, "Newsletter")
	interests, _, _ := zendesk.Field[[]string](lead.CustomFields, "Interests")
	depot, _, _ := zendesk.Field[sell.Address](lead.CustomFields, "Depot")
	equal(t, "custom fields", []any{region, visits.String(), newsletter, interests, depot.City}, []any{"North", "3", true, []string{"Bikes", "Helmets"}, "Porto"})
	for _, name := range []string{"Unset", "Unknown"} {
		if _, set, err := zendesk.Field[string](lead.CustomFields, name); set || err != nil {
			t.Errorf("%s: %v, %v", name, set, err)
		}
	}
	if _, _, err := zendesk.Field[int64](lead.CustomFields, "Region"); err == nil {
		t.Error("a text was read as a number")
	}
}
