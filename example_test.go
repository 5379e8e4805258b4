package zendesk_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/sellsupport/zendesk"
)

// Absent attributes stay as they are on the server, null clears them, and the
// zero value of a type is a value like any other.
func ExampleOpt() {
	type dealParams struct {
		Name    zendesk.Opt[string] `json:"name,omitzero"`
		OwnerID zendesk.Opt[int64]  `json:"owner_id,omitzero"`
		Hot     zendesk.Opt[bool]   `json:"hot,omitzero"`
	}
	body, err := json.Marshal(dealParams{
		OwnerID: zendesk.Null[int64](),
		Hot:     zendesk.Set(false),
	})
	fmt.Println(string(body), err)
	// Output: {"owner_id":null,"hot":false} <nil>
}

// Amounts keep every digit that the API sent, as a number or as a string.
func ExampleDecimal() {
	var deal struct {
		Value zendesk.Decimal `json:"value"`
	}
	if err := json.Unmarshal([]byte(`{"value": 1000.50}`), &deal); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(deal.Value)
	fmt.Println(deal.Value.Cmp(zendesk.MustDecimal("1000.5")))

	double := deal.Value.Rat()
	double.Add(double, double)
	fmt.Println(double.FloatString(2))
	// Output:
	// 1000.50
	// 0
	// 2001.00
}

func ExampleParseDate() {
	date, err := zendesk.ParseDate("2026-03-02")
	fmt.Println(date, date.Month, err)
	// Output: 2026-03-02 March <nil>
}

// Custom fields are read as the type that the caller expects.
func ExampleField() {
	record := fields{"Tier": json.RawMessage(`"Gold"`), "Seats": json.RawMessage(`12`)}

	tier, ok, err := zendesk.Field[string](record, "Tier")
	fmt.Println(tier, ok, err)
	_, ok, err = zendesk.Field[string](record, "Region")
	fmt.Println(ok, err)
	_, _, err = zendesk.Field[string](record, "Seats")
	fmt.Println(err)
	// Output:
	// Gold true <nil>
	// false <nil>
	// zendesk: custom field Seats holds a JSON number; read it as int64 or zendesk.Decimal
}

func ExampleSetField() {
	params := fields{}
	if err := zendesk.SetField(params, "Tier", "Gold"); err != nil {
		fmt.Println(err)
	}
	if err := zendesk.SetField(params, "Seats", nil); err != nil { // cleared
		fmt.Println(err)
	}
	body, err := json.Marshal(params)
	fmt.Println(string(body), err)
	// Output: {"Seats":null,"Tier":"Gold"} <nil>
}

// An error is tested for its kind; details are in its fields. Its text can be
// logged: what was sent and what the API said about it is not in it.
func ExampleError() {
	err := error(&zendesk.Error{ // as a method of a client returns it
		Op:     zendesk.Op{Product: "sell", Name: "sell.Leads.Create"},
		Status: 422, Code: "invalid", RequestID: "5f1c",
		Fields: []zendesk.FieldError{{Field: "email", Message: "eve@example.com is no address"}},
	})
	switch {
	case errors.Is(err, zendesk.ErrUnclear):
		fmt.Println("look before you repeat it")
	case errors.Is(err, zendesk.ErrInvalid):
		fmt.Println(err)
	}
	if e, ok := errors.AsType[*zendesk.Error](err); ok {
		fmt.Println(e.Fields[0].Field)
	}
	// Output:
	// zendesk: sell.Leads.Create: 422 Unprocessable Entity (invalid), fields email, request 5f1c
	// email
}

func ExampleCollect() {
	listing := func(yield func(string, error) bool) { // such as client.Leads.All(ctx, query)
		for _, name := range []string{"Ada", "Grace", "Joan"} {
			if !yield(name, nil) {
				return
			}
		}
	}
	names, err := zendesk.Collect(listing, 2)
	fmt.Println(names, err)
	// Output: [Ada Grace] <nil>
}
