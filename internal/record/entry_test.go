package record

import (
	"bytes"
	"encoding/json"
	"testing"
)

// The quick way to read an entry finds what the careful one finds, or leaves it to
// that.
func FuzzPlainEntry(f *testing.F) {
	for _, seed := range []string{
		`{"id":7,"value":"gold"}`, `{"id":7,"value":null}`, `{"id":360000000001,"value":["a","b"]}`, `{"id":7,"value":{"a":"}"}}`, `{"id":7,"value":"\"}"}`,
		`{"id": 7,"value":1}`, `{"value":1,"id":7}`, `{"id":7,"value":1,"id":8}`, `{"id":7,"value":1,"value":2}`, `{"id":7,"value": 1}`, `{"id":7,"value":1 }`,
		`{"id":0,"value":1}`, `{"id":-7,"value":1}`, `{"id":7.5,"value":1}`, `{"id":7e3,"value":1}`, `{"id":"7","value":1}`, `{"id":7}`, `{"id":9223372036854775807,"value":1}`,
		`{"id":123456789012345678,"value":1}`, `{"id":1234567890123456789,"value":1}`, `{"ID":7,"value":1}`, `7`, `[]`, `null`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !json.Valid(data) {
			return
		}
		e, end := plainEntry(data, 0)
		if end == 0 {
			return
		}
		want := entryOf(data[:end])
		if want.problem != "" || e.id != want.id || e.at != want.at || !bytes.Equal(e.value, want.value) || len(trim(data)) != end {
			t.Errorf("%s is %d %s at %d, want %d %s at %d, %q", data, e.id, e.value, e.at, want.id, want.value, want.at, want.problem)
		}
	})
}

// The quick way is the one that Support's own form takes.
func TestPlainEntry(t *testing.T) {
	for text, plain := range map[string]bool{
		`{"id":7,"value":"gold"}`: true, `{"id":360000000001,"value":null}`: true, `{"id":7,"value":["a",{"b":1}]}`: true,
		`{"id": 7,"value":1}`: false, `{"id":7,"value":1,"more":2}`: false, `{"value":1,"id":7}`: false, `{"id":07,"value":1}`: false,
	} {
		if _, end := plainEntry([]byte(text), 0); (end == len(text)) != plain {
			t.Errorf("%s: %d", text, end)
		}
	}
}
