package leave

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Problems of a [Finding].
const (
	NoOwner    = "owner"     // the owner has no user in the target
	Required   = "required"  // a value that the target asks for is missing
	TooLong    = "too-long"  // a text is longer than the target takes
	NoChoice   = "choice"    // a value is in no list of Sell
	BadDate    = "date"      // a date cannot be read, or is out of the target's range
	Duplicate  = "duplicate" // the target takes a value once, and another record has it
	DeadLink   = "link"      // points to a record that is not in the copy
	Namesake   = "namesake"  // another person or company has the name
	CycleAbove = "cycle"     // companies own each other in a circle
)

// advice is what to do about each problem.
var advice = map[string]string{
	NoOwner:    "name a user of the target for this user in owners.csv, or name a default owner",
	Required:   "fill it in Sell and copy again, or accept the value that the mapping fills in, or that the record stays out",
	TooLong:    "shorten it in Sell and copy again, or accept the cut; the whole text is in the neutral form",
	NoChoice:   "add the choice to the list in Sell, or correct the value; the set-up list has it as it is",
	BadDate:    "correct it in Sell and copy again, or accept that it stays empty; the neutral form keeps it",
	Duplicate:  "merge the two in Sell, or accept that one of them has no value here",
	DeadLink:   "the record was deleted or is not visible to the token of the copy: copy again as an administrator, or accept the gap",
	Namesake:   "merge the two in Sell if they are one; else tell the import to create separate records",
	CycleAbove: "mend the parents of these companies in Sell, or accept that one link is left out",
}

// Finding is something to mend before an import.
type Finding struct {
	Key     string // of the record
	Table   string
	Field   string
	Problem string
	Detail  string
	Do      string // what to do about it
}

// note adds a finding to the record at hand.
func (e *engine) note(r *Record, field, problem, detail string) {
	f := Finding{r.Key, r.Table.Name, field, problem, detail, advice[problem]}
	if !slices.Contains(e.findings, f) {
		e.findings = append(e.findings, f)
	}
}

// namesake finds two people or companies of one name.
func (e *engine) namesake(r *Record) {
	if e.tell == nil || r.Table.Name != "people" && r.Table.Name != "companies" {
		return
	}
	name := strings.ToLower(strings.Join(strings.Fields(title(r)), " "))
	if name == "" {
		return
	}
	h := sum64(r.Table.Name, name)
	if first, ok := e.names[h]; ok {
		e.note(r, "name", Namesake, "has the name of "+e.c.keyAt(first))
		return
	}
	e.names[h] = e.c.refTo(r)
}

// hierarchy is the order of companies in which each comes after the one that it
// belongs to. Where companies own each other in a circle, the link of the one with
// the lowest id is cut.
func (e *engine) hierarchy(x *index) []int {
	e.cut = make(map[int64]bool)
	depth := make(map[int64]int)
	for _, id := range x.ids {
		if _, ok := x.above[id]; !ok {
			continue
		}
		var path []int64
		on := make(map[int64]bool)
		for at := id; ; at = x.above[at] {
			if _, known := depth[at]; known {
				break
			}
			if on[at] { // a circle: from at to the end of the path
				low := at
				for i := len(path) - 1; path[i] != at; i-- {
					low = min(low, path[i])
				}
				e.cut[low] = true
				depth[low] = 0
				break
			}
			if _, ok := x.above[at]; !ok {
				depth[at] = 0
				break
			}
			on[at] = true
			path = append(path, at)
		}
		// Go down again; the nodes of a circle are counted from the cut.
		for range 2 {
			for _, id := range slices.Backward(path) {
				if _, done := depth[id]; done {
					continue
				}
				if d, ok := depth[x.above[id]]; ok {
					depth[id] = d + 1
				}
			}
		}
	}
	var order []int
	level := make(map[int][]int)
	deepest := 0
	for i, id := range x.ids {
		if x.flags[i] {
			level[depth[id]] = append(level[depth[id]], i)
			deepest = max(deepest, depth[id])
		}
	}
	for d := range deepest + 1 {
		order = append(order, level[d]...)
	}
	return order
}

// choices are the values of a pick-list.
type choices struct {
	of     string // the table, and the list in it
	closed bool   // Sell has a list, so that a value outside of it is a mistake
	names  []string
	keys   map[string]string // of the records that define them
	uses   map[string]int64
}

func newChoices(of string) *choices {
	return &choices{of: of, keys: make(map[string]string), uses: make(map[string]int64)}
}

// offer adds a value of Sell's list.
func (c *choices) offer(name, key string) {
	if name == "" {
		return
	}
	if _, ok := c.uses[name]; !ok {
		c.names = append(c.names, name)
		c.uses[name] = 0
	}
	c.keys[name] = key
}

// use counts a value of a record; false says that it is in no list.
func (c *choices) use(name string) bool {
	if _, ok := c.uses[name]; !ok {
		c.names = append(c.names, name)
	}
	c.uses[name]++
	return !c.closed || c.keys[name] != ""
}

// listTables are those whose records become choices.
var listTables = []string{"users", "custom_fields", "pipelines", "stages", "sources", "reasons", "outcomes", "lead_statuses", "industries", "tag_names"}

// listed puts a record of a list into the pick-lists that take it, and reports
// whether one did.
func (e *engine) listed(r *Record) bool {
	switch r.Table.Name {
	case "users":
		return true // owners.csv has all of them
	case "custom_fields":
		for _, f := range e.files {
			for _, col := range f.columns {
				if col.custom != nil && col.custom.Key == r.Key {
					return true
				}
			}
		}
		return false
	}
	if !e.lists[r.Table.Name] {
		return false
	}
	taken := false
	list := r.Get("list")
	if r.Table.Name == "tag_names" {
		list = kindOf(r.Get("record_type"))
	}
	for _, f := range e.files {
		for i := range f.columns {
			col := &f.columns[i]
			if col.choices == nil || col.custom != nil {
				continue
			}
			of, only, _ := strings.Cut(col.choices.of, "/")
			if of != r.Table.Name || only != "" && only != list && list != "sources" {
				continue
			}
			name := r.Get("name")
			if to, ok := e.t.Values[col.Map][name]; ok {
				name = to
			}
			col.choices.offer(f.choice(col, name), r.Key)
			col.choices.closed = r.Table.Name != "tag_names" && r.Table.Name != "industries"
			taken = true
		}
	}
	return taken
}

// SetupItem is something to make in the target before the import.
type SetupItem struct {
	What   string // field, choice, pipeline, stage
	Object string // what the target calls the kind of record
	Field  string // of a choice
	Name   string
	Type   string // of a field
	In     string // the pipeline of a stage; of a field, its name in Sell
	Used   int64  // records that have it; 0 also for what is not counted
	Key    string // of the record of Sell that defines it
}

// setupItems returns the set-up list, in the order of the files.
func (e *engine) setupItems() ([]SetupItem, error) {
	var list []SetupItem
	seen := make(map[SetupItem]bool)
	add := func(i SetupItem) {
		id := i
		id.Used, id.Key = 0, ""
		if !seen[id] {
			seen[id] = true
			list = append(list, i)
		}
	}
	for _, f := range e.files {
		for _, col := range f.columns {
			switch {
			case col.Create != "":
				add(SetupItem{What: "field", Object: f.spec.Object, Name: col.Header, Type: col.Create})
			case col.custom != nil:
				typ := cmp.Or(e.t.Types[col.custom.Type], "text")
				create := strings.NewReplacer("{type}", typ, "{snake}", col.snake).Replace(cmp.Or(f.spec.Custom.Create, "{type}"))
				add(SetupItem{What: "field", Object: f.spec.Object, Name: col.Header, Type: create, In: col.custom.Name, Key: col.custom.Key})
			}
			if col.choices == nil {
				continue
			}
			for _, name := range col.choices.names {
				item := SetupItem{What: "choice", Object: f.spec.Object, Field: col.Header, Name: name, Used: col.choices.uses[name], Key: col.choices.keys[name]}
				switch col.choices.of {
				case "pipelines":
					item.What = "pipeline"
				case "stages":
					item.What = "stage"
					stage, err := e.c.Find(item.Key)
					if err != nil {
						return nil, err
					}
					if stage != nil {
						if pipeline, err := e.c.Find(stage.Get("pipeline_key")); err == nil && pipeline != nil {
							item.In = pipeline.Get("name")
						}
						item.Type = strings.TrimSpace(stage.Get("category") + " " + stage.Get("likelihood"))
					}
				}
				add(item)
			}
		}
	}
	return list, nil
}

func (i SetupItem) cells() []string {
	used := ""
	if i.Used > 0 {
		used = strconv.FormatInt(i.Used, 10)
	}
	return []string{i.What, i.Object, i.Field, i.Name, i.Type, i.In, used, i.Key}
}
