package sell_test

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
)

const answeredLead = `{"data":{"id":12,"last_name":"Ruiz"},"meta":{"type":"lead","version":1}}`

// A broken connection says nothing about what happened to the write.
func TestLostAnswers(t *testing.T) {
	lead := sell.LeadParams{LastName: zendesk.Set("Ruiz")}
	lost := answer{lost: true}
	answered := answer{status: 200, body: answeredLead}
	for name, c := range map[string]struct {
		answers  []answer
		write    func(t *testing.T, crm *sell.Client) error
		requests int
		least    time.Duration
		most     time.Duration
		unclear  bool
	}{
		"create is not repeated": {
			[]answer{lost, answered},
			func(t *testing.T, crm *sell.Client) error { _, err := crm.Leads.Create(t.Context(), lead); return err },
			1, 0, 0, true,
		},
		"create is repeated when it was refused": {
			[]answer{{status: 429}, answered},
			func(t *testing.T, crm *sell.Client) error { _, err := crm.Leads.Create(t.Context(), lead); return err },
			2, 250 * time.Millisecond, 500 * time.Millisecond, false,
		},
		"conversion is not repeated": {
			[]answer{lost, answered},
			func(t *testing.T, crm *sell.Client) error {
				_, err := crm.LeadConversions.Convert(t.Context(), sell.LeadConversionParams{LeadID: zendesk.Set[int64](12)})
				return err
			},
			1, 0, 0, true,
		},
		"ending enrollments is repeated": {
			[]answer{lost, answered},
			func(t *testing.T, crm *sell.Client) error {
				_, err := crm.SequenceEnrollments.FinishOngoingForResource(t.Context(), sell.FinishOngoingParams{ResourceID: zendesk.Set[int64](12)})
				return err
			},
			2, 250 * time.Millisecond, 500 * time.Millisecond, false,
		},
		"update is repeated": {
			[]answer{lost, {status: 503}, answered},
			func(t *testing.T, crm *sell.Client) error {
				_, err := crm.Leads.Update(t.Context(), 12, lead)
				return err
			},
			3, 750 * time.Millisecond, 1500 * time.Millisecond, false,
		},
		"delete that had removed it": {
			[]answer{lost, {status: 404}},
			func(t *testing.T, crm *sell.Client) error { return crm.Leads.Delete(t.Context(), 12) },
			2, 250 * time.Millisecond, 500 * time.Millisecond, false,
		},
		"upsert waits until the first attempt shows": {
			[]answer{lost, {status: 502}, answered},
			func(t *testing.T, crm *sell.Client) error {
				_, err := crm.Leads.Upsert(t.Context(), sell.LeadMatch{Email: "ana@example.com"}, lead)
				return err
			},
			3, 10 * time.Second, 10 * time.Second, false,
		},
		"upsert is repeated at once when it was refused": {
			[]answer{{status: 429}, answered},
			func(t *testing.T, crm *sell.Client) error {
				_, err := crm.Leads.Upsert(t.Context(), sell.LeadMatch{Email: "ana@example.com"}, lead)
				return err
			},
			2, 250 * time.Millisecond, 500 * time.Millisecond, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := &canned{answers: c.answers}
				start := time.Now()
				err := c.write(t, connect(t, server))
				if took := time.Since(start); took < c.least || took > c.most {
					t.Errorf("took %v, want %v to %v", took, c.least, c.most)
				}
				equal(t, "requests", len(server.urls()), c.requests)
				if c.unclear != errors.Is(err, zendesk.ErrUnclear) || !c.unclear && err != nil {
					t.Errorf("error %v, unclear %v", err, c.unclear)
				}
			})
		})
	}
}

func TestUpsertRefusesAnEmptyMatch(t *testing.T) {
	server := ok(answeredLead)
	crm := connect(t, server)
	lead := sell.LeadParams{LastName: zendesk.Set("Ruiz")}
	for _, match := range []sell.LeadMatch{
		{},
		{CustomFields: map[string]string{}},
		{CustomFields: map[string]string{"Customer": ""}},
		{Email: "ana@example.com", CustomFields: map[string]string{"Customer": ""}},
	} {
		_, err := crm.Leads.Upsert(t.Context(), match, lead)
		if e, ok := errors.AsType[*zendesk.ArgumentError](err); !ok || e.Argument != "match" {
			t.Errorf("match %v: %v", match, err)
		}
	}
	if _, err := crm.Contacts.Upsert(t.Context(), sell.ContactMatch{}, sell.ContactParams{}); !errors.Is(err, zendesk.ErrInvalid) {
		t.Errorf("contacts: %v", err)
	}
	if _, err := crm.Deals.Upsert(t.Context(), sell.DealMatch{}, sell.DealParams{}); !errors.Is(err, zendesk.ErrInvalid) {
		t.Errorf("deals: %v", err)
	}
	equal(t, "requests", len(server.urls()), 0)
}

func TestIDsThatAreNone(t *testing.T) {
	server := ok(answeredLead)
	crm := connect(t, server)
	ctx := t.Context()
	for _, id := range []int64{0, -1} {
		_, get := crm.Leads.Get(ctx, id)
		_, update := crm.Leads.Update(ctx, id, sell.LeadParams{})
		_, further := crm.Deals.AssociatedContacts(id).List(ctx, sell.AssociatedContactQuery{}, "")
		for verb, err := range map[string]error{
			"get": get, "update": update, "delete": crm.Leads.Delete(ctx, id), "associated contacts": further,
			"delete associated contact": crm.Deals.AssociatedContacts(1).Delete(ctx, id),
		} {
			if !errors.Is(err, zendesk.ErrInvalid) {
				t.Errorf("%s %d: %v", verb, id, err)
			}
		}
	}
	equal(t, "requests", len(server.urls()), 0)
}

func TestErrorEnvelope(t *testing.T) {
	const private = "ana@example.com"
	refused := func(status int, body string) *zendesk.Error {
		_, err := connect(t, &canned{answers: []answer{{status: status, body: body}}}).Leads.Create(t.Context(), sell.LeadParams{})
		e, ok := errors.AsType[*zendesk.Error](err)
		if !ok {
			t.Fatalf("status %d: %v", status, err)
		}
		equal(t, "status", e.Status, status)
		equal(t, "body", string(e.Body), body)
		var log strings.Builder
		slog.New(slog.NewTextHandler(&log, nil)).Error("failed", "err", e)
		if strings.Contains(e.Error()+log.String(), private) {
			t.Errorf("the error quotes the answer: %v, %s", e, log.String())
		}
		return e
	}
	e := refused(422, `{"errors":[
		{"error":{"resource":"lead","field":"/data/last_name","code":"blank","message":"can't be blank","details":"It was ana@example.com."},"meta":{"type":"error"}},
		{"error":{"resource":"lead","field":"/data/address/city","code":"invalid_type","details":"Not text: ana@example.com"}},
		{"error":{"field":"/max_discount","code":"incorrect_value"}}],
		"meta":{"type":"errors","http_status":"422 Unprocessable Entity","logref":"ab12-cd34"}}`)
	equal(t, "code", e.Code, "blank")
	equal(t, "request id", e.RequestID, "ab12-cd34")
	equal(t, "fields", e.Fields, []zendesk.FieldError{
		{Field: "last_name", Pointer: "/data/last_name", Code: "blank", Message: "can't be blank", Details: "It was ana@example.com."},
		{Field: "address/city", Pointer: "/data/address/city", Code: "invalid_type", Details: "Not text: ana@example.com"},
		{Field: "max_discount", Pointer: "/max_discount", Code: "incorrect_value"},
	})
	equal(t, "text", e.Error(), "zendesk: sell.Leads.Create: 422 Unprocessable Entity (blank), fields last_name (blank), address/city (invalid_type), max_discount (incorrect_value), request ab12-cd34")

	for status, sentinel := range map[int]error{
		400: zendesk.ErrInvalid, 401: zendesk.ErrUnauthorized, 403: zendesk.ErrForbidden, 404: zendesk.ErrNotFound,
		409: zendesk.ErrConflict, 410: zendesk.ErrNotFound, 422: zendesk.ErrInvalid, 500: zendesk.ErrUnclear,
	} {
		for _, body := range []string{"", "<html>" + private, `{"status":500,"error":"` + private + `"}`, `{"errors":"` + private + `"}`, `{"errors":[{"error"`} {
			if e := refused(status, body); !errors.Is(e, sentinel) || e.Fields != nil {
				t.Errorf("status %d, body %q: %v", status, body, e)
			}
		}
	}
}

func TestCallReachesOtherEndpoints(t *testing.T) {
	server := ok(`{"items":[{"data":{"name":"Retail"}}]}`)
	var out struct {
		Items []struct {
			Data sell.LeadStatus `json:"data"`
		} `json:"items"`
	}
	err := connect(t, server).Call(t.Context(), zendesk.Request{Op: "sell.Appointments.List", Method: "GET", Route: "/v2/{kind}/appointments", Args: []any{"lead"}}, &out)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "name", out.Items[0].Data.Name, "Retail")
	equal(t, "requests", server.urls(), []string{"GET https://api.getbase.com/v2/lead/appointments"})
}
