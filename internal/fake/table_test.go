package fake_test

import (
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

func named(name string) fake.Object { return fake.Object{}.With("name", name) }

func show(records iter.Seq2[int64, fake.Object]) string {
	var all []string
	for id, o := range records {
		all = append(all, fmt.Sprint(id, o.Text("name")))
	}
	return strings.Join(all, " ")
}

func TestTable(t *testing.T) {
	var table fake.Table
	now := time.Now()
	if n := table.Len(); n != 0 {
		t.Errorf("Len = %d", n)
	}
	table.Put(now, 5, named("e"))
	table.Put(now, -1, named("odd"))
	table.Put(now, 2, named("b"))
	if id := table.NextID(); id != 6 {
		t.Errorf("NextID = %d", id)
	}
	table.Reserve(100)
	table.Reserve(50)
	if id := table.NextID(); id != 101 {
		t.Errorf("NextID = %d", id)
	}
	table.Put(now, 2, named("bb"))
	if !table.Delete(now, 5) || table.Delete(now, 5) || table.Delete(now, 9) {
		t.Error("Delete does not tell whether there was a record")
	}
	if _, ok := table.Get(5); ok {
		t.Error("5 is still there")
	}
	if o, ok := table.Get(2); !ok || o.Text("name") != "bb" {
		t.Errorf("2 = %v", o)
	}
	if got := show(table.All()); got != "-1odd 2bb" || table.Len() != 2 {
		t.Errorf("All = %q, Len = %d", got, table.Len())
	}
	table.Put(now, 5, named("again"))
	if got := show(table.AsOf(now)); got != "-1odd 2bb 5again" {
		t.Errorf("AsOf = %q", got)
	}
	for range table.All() {
		break
	}
	for range table.AsOf(now) {
		break
	}
}

func TestTableAsOf(t *testing.T) {
	var table fake.Table
	start := time.Now()
	at := func(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }
	table.Put(at(1), 1, named("a"))
	table.Put(at(3), 1, named("b"))
	table.Put(at(2), 2, named("x"))
	table.Delete(at(4), 2)
	table.Put(at(6), 3, named("late"))
	table.Put(at(5), 3, named("later, but seen before"))
	for second, want := range []string{"", "1a", "1a 2x", "1b 2x", "1b", "1b 3later, but seen before", "1b 3later, but seen before"} {
		if got := show(table.AsOf(at(second))); got != want {
			t.Errorf("second %d: %q, want %q", second, got, want)
		}
		if settled := table.Settled(at(second)); settled != (second == 6) {
			t.Errorf("second %d: settled = %v", second, settled)
		}
	}
	if got := show(table.All()); got != "1b 3later, but seen before" {
		t.Errorf("now: %q", got)
	}
}

func TestTableForgetsOldVersions(t *testing.T) {
	var table fake.Table
	start := time.Now()
	for minute := range 5 {
		table.Put(start.Add(time.Duration(minute)*2*time.Minute), 1, named(fmt.Sprint(minute)))
	}
	if got := show(table.AsOf(start)); got != "" {
		t.Errorf("the first version still shows: %q", got)
	}
	if got := show(table.AsOf(start.Add(7 * time.Minute))); got != "13" {
		t.Errorf("a version that a lagging list shows is gone: %q", got)
	}
}
