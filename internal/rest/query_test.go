package rest_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

type order string

type query struct {
	OwnerID int64              `query:"owner_id"`
	Count   int                `query:"count"`
	Name    string             `query:"name"`
	Hidden  bool               `query:"hidden"`
	Hot     zendesk.Opt[bool]  `query:"hot"`
	Floor   zendesk.Opt[int64] `query:"floor"`
	IDs     []int64            `query:"ids"`
	Names   []string           `query:"names,max=3"`
	Orders  []order            `query:"orders"`
	Roles   []order            `query:"role[]"`
	Days    []zendesk.Date     `query:"days"`
	SortBy  order              `query:"sort_by,default=id"`
	PerPage int                `query:"per_page,max=100"`
	Size    int                `query:"size,max=500,default=100"`
	Since   time.Time          `query:"since"`
	Day     zendesk.Date       `query:"day"`
	Least   zendesk.Decimal    `query:"least"`
	Place   place              `query:"address[]"`
	Custom  map[string]string  `query:"custom_fields[]"`
	Local   string             `query:"-"`
}

type place struct {
	City string `query:"city"`
	Zip  int    `query:"zip,default=0"`
}

func TestValues(t *testing.T) {
	for _, test := range []struct {
		name  string
		query query
		want  string // beside what is always there
	}{
		{"zero", query{}, ""},
		{"id", query{OwnerID: 1 << 60}, "owner_id=1152921504606846976"},
		{"int", query{Count: -3}, "count=-3"},
		{"text", query{Name: "a b&c=d/é"}, "name=a b&c=d/é"},
		{"bool", query{Hidden: true}, "hidden=true"},
		{"opt true", query{Hot: zendesk.Set(true)}, "hot=true"},
		{"opt false", query{Hot: zendesk.Set(false)}, "hot=false"},
		{"opt zero", query{Floor: zendesk.Set[int64](0)}, "floor=0"},
		{"ids", query{IDs: []int64{3, 1, 2}}, "ids=3,1,2"},
		{"names", query{Names: []string{"a", "b"}}, "names=a,b"},
		{"the most names", query{Names: []string{"a", "b", "c"}}, "names=a,b,c"},
		{"named strings", query{Orders: []order{"x", "y"}}, "orders=x,y"},
		{"dates", query{Days: []zendesk.Date{{Year: 2026, Month: 3, Day: 2}}}, "days=2026-03-02"},
		{"time in UTC", query{Since: time.Date(2026, 3, 2, 1, 0, 0, 0, time.FixedZone("", 3600))}, "since=2026-03-02T00:00:00Z"},
		{"date", query{Day: zendesk.Date{Year: 2026, Month: 3, Day: 2}}, "day=2026-03-02"},
		{"decimal", query{Least: zendesk.MustDecimal("1000.50")}, "least=1000.50"},
		{"nested", query{Place: place{City: "Oslo"}}, "address[city]=Oslo"},
		{"map", query{Custom: map[string]string{"Tier 1": "Gold", "%s": ""}}, "custom_fields[Tier 1]=Gold\ncustom_fields[%s]="},
		{"each", query{Roles: []order{"a,b"}}, "role[]=a,b"},
		{"local", query{Local: "x"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := rest.Values("x.List", test.query)
			if err != nil {
				t.Fatal(err)
			}
			want := url.Values{"address[zip]": {"0"}, "per_page": {"100"}, "size": {"100"}, "sort_by": {"id"}}
			for line := range strings.Lines(test.want) {
				name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
				want.Set(name, value)
			}
			if got.Encode() != want.Encode() {
				t.Errorf("%s, want %s", got.Encode(), want.Encode())
			}
		})
	}
	got, err := rest.Values("x.List", query{SortBy: "name:desc", PerPage: 7, Size: 500, Place: place{Zip: 5}})
	if want := (url.Values{"address[zip]": {"5"}, "per_page": {"7"}, "size": {"500"}, "sort_by": {"name:desc"}}); err != nil || got.Encode() != want.Encode() {
		t.Errorf("defaults cannot be replaced: %v, %v", got, err)
	}
}

func TestValuesRefused(t *testing.T) {
	for name, q := range map[string]query{
		"PerPage": {PerPage: 101},
		"Hot":     {Hot: zendesk.Null[bool]()},
		"Floor":   {Floor: zendesk.Null[int64]()},
		"IDs":     {IDs: []int64{}},
		"Roles":   {Roles: []order{}},
		"Names":   {Names: []string{"a", "b", "c", "d"}},
		"Size":    {Size: 501},
	} {
		_, err := rest.Values("x.List", q)
		if a, ok := errors.AsType[*zendesk.ArgumentError](err); !ok || a.Argument != name || a.Op != "x.List" {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if _, err := rest.Values("x.List", query{PerPage: -1}); !errors.Is(err, zendesk.ErrInvalid) {
		t.Errorf("PerPage -1: error %v", err)
	}
}

// A filter that would silently not be applied, or be sent as nonsense, is a
// mistake of ours.
func TestValuesPanics(t *testing.T) {
	for name, q := range map[string]any{
		"no tag":   struct{ A string }{},
		"embedded": struct{ place }{},
		"another Opt": struct {
			A zendesk.Opt[string] `query:"a"`
		}{zendesk.Set("x")},
		"pointer": struct {
			A *int `query:"a"`
		}{new(1)},
		"float": struct {
			A float64 `query:"a"`
		}{1},
		"slice of structs": struct {
			A []place `query:"a"`
		}{[]place{{}}},
		"max of no number": struct {
			A int `query:"a,max=x"`
		}{},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			_, _ = rest.Values("x.List", q)
		}()
	}
}
