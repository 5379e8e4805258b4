package recordtest

import (
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/internal/record"
)

// Survives changes a payload many times, at one place each, decodes it as a
// record of that type and fails unless
//
//   - only a wrong id makes it an error,
//   - what is written back equals what came, whatever came,
//   - a member that its field does not hold is named as odd and kept in Extra,
//   - the other members are as they were.
func Survives(t *testing.T, name string, payload []byte, like any) {
	t.Helper()
	sum := fnv.New64()
	sum.Write([]byte(name))
	rng := rand.New(rand.NewPCG(sum.Sum64(), 7))
	typ := reflect.TypeOf(like).Elem()
	payload = []byte(parse(payload).String()) // without white space
	good := reflect.New(typ)
	if odd, err := record.Into(payload, "", good.Interface()); err != nil || odd != nil {
		t.Errorf("%s: odd %v, error %v", name, odd, err)
		return
	}
	for range 300 {
		changed, member := Mutate(rng, payload)
		got := reflect.New(typ)
		odd, err := record.Into(changed, "", got.Interface())
		if err != nil {
			if member != "id" {
				t.Errorf("%s: %s: %v", name, changed, err)
			}
			continue
		}
		written, err := record.Encode(got.Interface())
		if err != nil {
			t.Errorf("%s: %q: %v", name, changed, err)
			continue
		}
		for _, m := range differences(typ, Plain(written), Plain(changed)) {
			t.Errorf("%s: %s is %s and is written as %s, odd %v", name, m, record.Member(changed, m), record.Member(written, m), odd)
		}
		compare(t, name, changed, member, odd, good.Elem(), got.Elem())
	}
}

// differences returns the members of the outer object that differ, but for those
// that are never kept.
func differences(typ reflect.Type, a, b any) []string {
	left, _ := a.(map[string]any)
	right, _ := b.(map[string]any)
	all := maps.Clone(left)
	maps.Copy(all, right)
	for f := range typ.Fields() {
		if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); f.Type == reflect.TypeFor[record.Discarded]() {
			delete(all, tag)
		}
	}
	var differ []string
	for name := range all {
		if !reflect.DeepEqual(left[name], right[name]) {
			differ = append(differ, name)
		}
	}
	return differ
}

// compare looks at the fields of a record one by one.
func compare(t *testing.T, name string, changed []byte, member string, odd []string, good, got reflect.Value) {
	t.Helper()
	extra := got.FieldByName("Extra")
	for f, value := range got.Fields() {
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if tag == "" || tag == "-" {
			continue
		}
		path := "/" + tag
		named := slices.ContainsFunc(odd, func(p string) bool { return p == path || strings.HasPrefix(p, path+"/") })
		kept := extra.IsValid() && extra.MapIndex(reflect.ValueOf(tag)).IsValid()
		if kept && !named {
			t.Errorf("%s: %s is in Extra and not named: %v", name, tag, odd)
		}
		if tag != member {
			if named || !reflect.DeepEqual(value.Interface(), good.FieldByName(f.Name).Interface()) {
				t.Errorf("%s: %s of %s changed %s to %v, odd %v", name, record.Member(changed, member), member, tag, value, odd)
			}
			continue
		}
		sent := record.Member(changed, tag)
		if value.IsZero() && Plain(sent) != nil && !kept && value.Type() != reflect.TypeFor[record.Discarded]() {
			t.Errorf("%s: %s of %s is lost: odd %v", name, sent, tag, odd)
		}
		if !named && value.Type() != reflect.TypeFor[record.Discarded]() {
			written, err := record.Encode(value.Interface())
			if have, want := Plain(written), Plain(sent); err != nil || !reflect.DeepEqual(have, want) {
				t.Errorf("%s: %s of %s reads as %s, and nothing says so", name, sent, tag, written)
			}
		}
	}
}
