package integration

import (
	"bytes"
	"encoding"
	stdjson "encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
)

// SettingsChange is one difference between two settings documents.
type SettingsChange struct {
	Path string             `json:"path"`
	From stdjson.RawMessage `json:"from"`
	To   stdjson.RawMessage `json:"to"`
}

// Compare returns the changes from s to other, sorted by path.
func (s Settings) Compare(other Settings) []SettingsChange {
	from, to := flatten(s), flatten(other) // both have every path
	var changes []SettingsChange
	for _, path := range slices.Sorted(maps.Keys(from)) {
		if !bytes.Equal(from[path], to[path]) {
			changes = append(changes, SettingsChange{path, from[path], to[path]})
		}
	}
	return changes
}

// flatten maps the path of each setting to its JSON. A list is one setting, and so
// is anything with a text form, such as an owner.
func flatten(s Settings) map[string]stdjson.RawMessage {
	all := make(map[string]stdjson.RawMessage)
	var walk func(prefix string, v reflect.Value)
	walk = func(prefix string, v reflect.Value) {
		for field, value := range v.Fields() {
			if !field.IsExported() {
				continue
			}
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			path := strings.TrimPrefix(prefix+"."+name, ".")
			if _, text := reflect.TypeAssert[encoding.TextMarshaler](value); value.Kind() == reflect.Struct && !text {
				walk(path, value)
				continue
			}
			raw, err := json.Marshal(value.Interface())
			if err == nil {
				all[path] = raw
			}
		}
	}
	walk("", reflect.ValueOf(s))
	return all
}
