package fake_test

import (
	"encoding/json"
	"testing"

	"github.com/sellsupport/zendesk/internal/fake"
)

func TestParseObjectKeepsValuesByteForByte(t *testing.T) {
	o, err := fake.ParseObject([]byte(` {"id" : 9007199254740993, "a":{"x" : 1.10}, "t":"é\u00e9<", "a" : [ 2 ]} `))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(fake.JSON(o)), `{"id":9007199254740993,"a":[ 2 ],"t":"é\u00e9<"}`; got != want {
		t.Errorf("object = %s, want %s", got, want)
	}
}

func TestParseObjectRefuses(t *testing.T) {
	for _, text := range []string{``, `[]`, `5`, `{`, `{"a"`, `{"a":}`, `{"a":1`, `{} {}`, `{"a":1,}`} {
		if o, err := fake.ParseObject([]byte(text)); err == nil {
			t.Errorf("ParseObject(%q) = %v", text, o)
		}
	}
}

func TestObjectReads(t *testing.T) {
	o, err := fake.ParseObject([]byte(`{"n":5,"s":"7","x":"a\"b","big":"99999999999999999999","f":1.5,"nil":null,"yes":true,"no":false,"list":[1]}`))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"n": "5", "s": "7", "x": `a"b`, "f": "1.5", "nil": "", "none": "", "yes": "true", "list": "[1]"} {
		if got := o.Text(name); got != want {
			t.Errorf("Text(%s) = %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]int64{"n": 5, "s": 7} {
		if got, ok := o.Int(name); !ok || got != want {
			t.Errorf("Int(%s) = %d, %v", name, got, ok)
		}
	}
	for _, name := range []string{"x", "big", "f", "nil", "none", "yes"} {
		if got, ok := o.Int(name); ok {
			t.Errorf("Int(%s) = %d", name, got)
		}
	}
	if !o.Has("nil") || o.Present("nil") || !o.Present("no") || o.Has("none") || !o.Bool("yes") || o.Bool("no") || o.Bool("n") {
		t.Error("Has, Present or Bool is wrong")
	}
}

func TestObjectsDoNotChange(t *testing.T) {
	o, err := fake.ParseObject([]byte(`{"a":1,"b":2}`))
	if err != nil {
		t.Fatal(err)
	}
	change := fake.Object{{Name: "b", Value: json.RawMessage("null")}, {Name: "d", Value: json.RawMessage("4")}}
	for got, want := range map[string]string{
		string(fake.JSON(o.With("a", "<x>"))):            `{"a":"<x>","b":2}`,
		string(fake.JSON(o.With("c", []int64{3}))):       `{"a":1,"b":2,"c":[3]}`,
		string(fake.JSON(o.Merge(change))):               `{"a":1,"b":null,"d":4}`,
		string(fake.JSON(o.Without("a", "z"))):           `{"b":2}`,
		string(fake.JSON(fake.Object(nil))):              `{}`,
		string(fake.JSON([]fake.Object{o, {}})):          `[{"a":1,"b":2},{}]`,
		string(fake.JSON([]fake.Object(nil))):            `[]`,
		string(fake.JSON(fake.Object{}.With("q\"ü", 1))): `{"q\"ü":1}`,
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got := string(fake.JSON(o)); got != `{"a":1,"b":2}` {
		t.Errorf("the object became %s", got)
	}
}

func TestJSONPanicsOnWhatItCannotEncode(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	fake.JSON(func() {})
}
