package selltest

import (
	"bytes"
	"encoding/json"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// value checks a value that was sent for an attribute and returns it as it is
// stored and answered.
func (c *call) value(a attr, old fake.Object, raw json.RawMessage) (json.RawMessage, *problem) {
	res := c.res
	refused := func(code, details string, args ...any) (json.RawMessage, *problem) {
		p := res.bad(a.name, code, details, args...)
		return nil, &p
	}
	text := fake.Text(raw)
	switch a.typ {
	case "text":
		switch {
		case raw[0] != '"':
			return refused("invalid_type", "The attribute is a string.")
		case a.required && strings.TrimSpace(text) == "":
			return refused("blank", "The attribute cannot be empty.")
		case a.oneOf != nil && !slices.Contains(a.oneOf, text):
			return refused("incorrect_value", "The attribute must be one of: %s.", strings.Join(a.oneOf, ", "))
		}
	case "int":
		n, err := strconv.ParseInt(string(raw), 10, 64)
		switch {
		case err != nil:
			return refused("invalid_type", "The attribute is an integer.")
		case a.limited && (n < 0 || n > a.max):
			return refused("incorrect_value", "The attribute must be greater than or equal to 0 and less than or equal to %d.", a.max)
		case a.refs != nil && !c.exists(a.refs, n):
			return refused("incorrect_value", "There is no such record.")
		}
	case "owner":
		id, err := strconv.ParseInt(string(raw), 10, 64)
		if err != nil {
			return refused("invalid_type", "The attribute is an integer.")
		}
		if problem := c.ownerProblem(id); problem != "" {
			return refused("incorrect_value", "%s", problem)
		}
	case "bool":
		if raw[0] != 't' && raw[0] != 'f' {
			return refused("invalid_type", "The attribute is true or false.")
		}
	case "time":
		if raw[0] != '"' {
			return refused("invalid_type", "The attribute is a timestamp in a string.")
		}
		t, ok := parseTime(text)
		if !ok {
			return refused("incorrect_value", "The attribute is a timestamp such as 2014-08-27T16:32:56Z.")
		}
		return fake.JSON(timestamp(t)), nil
	case "date":
		if raw[0] != '"' {
			return refused("invalid_type", "The attribute is a date in a string.")
		}
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			if _, ok := parseTime(text); !ok { // one official client writes full timestamps
				return refused("incorrect_value", "The attribute is a date such as 2014-08-27.")
			}
			return fake.JSON(text[:len(time.DateOnly)]), nil
		}
	case "money", "decimal":
		n, ok := amount(raw)
		switch {
		case !ok && raw[0] == '"':
			return refused("incorrect_value", "The attribute is a number with at most two decimals.")
		case !ok:
			return refused("invalid_type", "The attribute is a number, or one in a string.")
		case !inCents(n):
			return refused("incorrect_value", "The attribute is a number with at most two decimals.")
		case a.typ == "decimal":
			return fake.JSON(n.FloatString(2)), nil
		}
		return money(n), nil
	case "ids":
		var ids []int64
		if json.Unmarshal(raw, &ids) != nil {
			return refused("invalid_type", "The attribute is an array of integers.")
		}
	case "tags":
		var tags []string
		if json.Unmarshal(raw, &tags) != nil {
			return refused("invalid_type", "The attribute is an array of strings.")
		}
		if slices.ContainsFunc(tags, func(t string) bool { return strings.TrimSpace(t) == "" }) {
			return refused("blank", "A tag cannot be empty.")
		}
	case "address":
		return res.address(a.name, raw)
	case "custom":
		return c.custom(res, old, raw)
	case "prices":
		return res.prices(a.name, raw)
	}
	return raw, nil
}

// exists reports whether one of these kinds has a record of that id that the
// user may see.
func (c *call) exists(kinds []string, id int64) bool {
	return slices.ContainsFunc(kinds, func(kind string) bool {
		_, ok := c.find(c.resources[kind], id)
		return ok
	})
}

// nested reads a value that is an object. PHP writes an empty one as [].
func (res *resource) nested(name string, raw json.RawMessage) (fake.Object, *problem) {
	if bytes.Equal(raw, []byte("[]")) {
		return nil, nil
	}
	o, err := fake.ParseObject(raw)
	if err != nil {
		p := res.bad(name, "invalid_type", "The attribute is an object.")
		return nil, &p
	}
	return o, nil
}

// address replaces the whole address: what is left out is empty.
func (res *resource) address(name string, raw json.RawMessage) (json.RawMessage, *problem) {
	sent, p := res.nested(name, raw)
	if p != nil {
		return nil, p
	}
	o := object("line1", nil, "city", nil, "postal_code", nil, "state", nil, "country", nil)
	for _, m := range sent {
		switch {
		case !o.Has(m.Name):
			p := res.bad(name+"/"+m.Name, "unknown", "An address has no such part.")
			return nil, &p
		case m.Value[0] != '"' && string(m.Value) != "null":
			p := res.bad(name+"/"+m.Name, "invalid_type", "The attribute is a string.")
			return nil, &p
		}
	}
	return fake.JSON(o.Merge(sent)), nil
}

// prices replaces all prices of a product.
func (res *resource) prices(name string, raw json.RawMessage) (json.RawMessage, *problem) {
	var sent []json.RawMessage
	wrong := res.bad(name, "invalid_type", "The attribute is an array of objects with amount and currency.")
	if json.Unmarshal(raw, &sent) != nil {
		return nil, &wrong
	}
	prices := make([]fake.Object, 0, len(sent))
	for _, e := range sent {
		price, err := fake.ParseObject(e)
		if err != nil || len(price.Without("amount", "currency")) > 0 {
			return nil, &wrong
		}
		n, ok := amount(price.Raw("amount"))
		if !ok || !inCents(n) || !isCurrency(price.Text("currency")) {
			p := res.bad(name, "incorrect_value", "A price needs an amount with at most two decimals and a currency.")
			return nil, &p
		}
		prices = append(prices, object("amount", n.FloatString(2), "currency", price.Text("currency")))
	}
	return fake.JSON(prices), nil
}

// amount reads a decimal number, or one in a string, without exponents.
func amount(raw json.RawMessage) (*big.Rat, bool) {
	text := fake.Text(raw)
	if text == "" || raw[0] != '"' && raw[0] != '-' && (raw[0] < '0' || raw[0] > '9') || strings.Trim(text, "-0123456789.") != "" {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// inCents reports whether two decimals are enough for a number.
func inCents(n *big.Rat) bool {
	return new(big.Rat).Mul(n, big.NewRat(100, 1)).IsInt()
}

// money writes the value of a deal as the API does: a number without cents,
// else a string with two decimals.
func money(n *big.Rat) json.RawMessage {
	if text := n.FloatString(2); !strings.HasSuffix(text, ".00") {
		return fake.JSON(text)
	}
	return json.RawMessage(n.FloatString(0))
}

func isCurrency(code string) bool {
	return len(code) == 3 && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// parseTime reads the notations of time that the API takes.
func parseTime(text string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05-0700"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// equalJSON reports whether two texts are the same JSON value.
func equalJSON(a, b json.RawMessage) bool {
	return bytes.Equal(a, b) || reflect.DeepEqual(decoded(a), decoded(b))
}

func decoded(raw json.RawMessage) any {
	if len(raw) == 0 {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil {
		return string(raw)
	}
	return v
}
