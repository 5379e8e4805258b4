package supporttest

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/sellsupport/zendesk/internal/fake"
)

// ownersOf returns whom a view is restricted to: a user, some groups, or nobody
// where every agent has it.
func ownersOf(view fake.Object) (user int64, groups []int64, all bool) {
	r, err := fake.ParseObject(orNull(view.Raw("restriction")))
	if err != nil || r.Text("type") == "" {
		return 0, nil, true
	}
	id, _ := r.Int("id")
	if r.Text("type") == "User" {
		return id, nil, false
	}
	groups, _ = integers(orNull(r.Raw("ids")))
	if id != 0 {
		groups = append(groups, id)
	}
	return 0, groups, false
}

// hasView reports whether the caller has a view. Personal ones of others show
// to nobody else.
func (c *call) hasView(view fake.Object) bool {
	user, groups, all := ownersOf(view)
	return all || user == c.user.id || len(groups) > 0 && (c.user.level() == admin || slices.ContainsFunc(groups, c.inGroup))
}

// viewsOf are the views that the caller has and that fit the query.
func (c *call) viewsOf(active bool) set {
	access, group := c.query.Get("access"), c.query.Get("group_id")
	return c.listed(views, func(v fake.Object) bool {
		user, groups, all := ownersOf(v)
		kind := map[bool]string{true: "account", false: "shared"}[all]
		if user != 0 {
			kind = "personal"
		}
		return c.hasView(v) && (!active || v.Bool("active")) &&
			(access == "" || access == kind || access == "shared" && kind == "account") &&
			(!c.query.Has("active") || strconv.FormatBool(v.Bool("active")) == c.query.Get("active")) &&
			(group == "" || slices.ContainsFunc(groups, func(id int64) bool { return strconv.FormatInt(id, 10) == group }))
	})
}

func listViews(c *call) (any, error) { return c.list(views, c.viewsOf(false)) }

func activeViews(c *call) (any, error) { return c.list(views, c.viewsOf(true)) }

func countViews(c *call) (any, error) { return c.count(c.viewsOf(false)) }

// findView returns a view that the caller has.
func (c *call) findView(id int64) (fake.Object, error) {
	v, err := c.find("views", id)
	if err == nil && !c.hasView(v) {
		err = notFound()
	}
	return v, err
}

func showView(c *call) (any, error) {
	v, err := c.findView(c.id("id"))
	if err != nil {
		return nil, err
	}
	return c.single(views, row{id: c.id("id"), object: v})
}

func showManyViews(c *call) (any, error) {
	ids, err := c.ids()
	if err != nil {
		return nil, err
	}
	rows := []row{}
	for _, id := range ids {
		if v, err := c.findView(id); err == nil && (!c.query.Has("active") || strconv.FormatBool(v.Bool("active")) == c.query.Get("active")) {
			rows = append(rows, row{id: id, object: v})
		}
	}
	return c.some(views, rows)
}

func updateView(c *call) (any, error) {
	v, err := c.findView(c.id("id"))
	if err == nil {
		err = c.managesView(v)
	}
	if err != nil {
		return nil, err
	}
	return updateOf(views, checkView)(c)
}

func deleteView(c *call) (any, error) {
	v, err := c.findView(c.id("id"))
	if err == nil {
		err = c.managesView(v)
	}
	if err != nil {
		return nil, err
	}
	c.remove("views", c.id("id"))
	return nil, nil
}

// managesView refuses a view that the caller may not write: a role tells whose
// views its agents manage, others manage their own.
func (c *call) managesView(view fake.Object) error {
	access := "manage-personal"
	if role, ok := c.roleOf(c.user.object); ok {
		access = cmp.Or(role.Text("view_access"), access)
	}
	user, groups, _ := ownersOf(view)
	own := user == c.user.id
	ofGroup := len(groups) > 0 && !slices.ContainsFunc(groups, func(id int64) bool { return !c.inGroup(id) })
	if c.user.level() == admin || access == "full" || access == "manage-group" && (own || ofGroup) || access == "manage-personal" && own {
		return nil
	}
	return forbidden()
}

// mainFields are those of which a view needs a condition in all.
var mainFields = []string{"status", "type", "group_id", "assignee_id", "requester_id"}

// checkView turns what is written, all, any and output, into what is read.
func checkView(c *call, id int64, v fake.Object) (fake.Object, error) {
	conditions, err := c.conditionsOf(v, v.Has("all") || v.Has("any") || id == 0 && v.Present("title"))
	if err != nil {
		return nil, err
	}
	if id == 0 && v.Text("position") == "0" {
		v = v.With("position", c.lastPosition("views")+1)
	}
	if v.Present("output") {
		output, _ := fake.ParseObject(v.Raw("output"))
		v = v.With("execution", executionOf(output))
	}
	if user, groups, all := ownersOf(v); !all && user == 0 && len(groups) == 0 {
		return nil, invalid("restriction", "InvalidValue", "Restriction: is not valid")
	}
	if err := c.managesView(v); err != nil {
		return nil, err
	}
	return v.With("raw_title", orNull(v.Raw("title"))).With("conditions", conditions).Without("all", "any", "output"), nil
}

// conditionsOf are the conditions that a view has with those that are written,
// which are checked.
func (c *call) conditionsOf(v fake.Object, written bool) (fake.Object, error) {
	old, _ := fake.ParseObject(orNull(v.Raw("conditions")))
	conditions := object("all", []any{}, "any", []any{}).Merge(old)
	for _, name := range []string{"all", "any"} {
		if v.Has(name) {
			conditions = conditions.With(name, v.Raw(name))
		}
	}
	if !written {
		return conditions, nil
	}
	hasMain := false
	for _, name := range []string{"all", "any"} {
		for _, w := range wantedIn(conditions.Raw(name)) {
			if err := w.check(); err != nil {
				return nil, err
			}
			hasMain = hasMain || name == "all" && slices.Contains(mainFields, w.field)
		}
	}
	if !hasMain {
		return nil, invalid("base", "InvalidValue",
			"You must select at least one condition on status, type, group, assignee or requester in the all section of the view")
	}
	return conditions, nil
}

// executionOf is how a view that was written so shows its tickets.
func executionOf(output fake.Object) fake.Object {
	columns := []fake.Object{}
	names, _ := items(output.Raw("columns"))
	for _, raw := range names {
		name := fake.Text(raw)
		title := titled(cmp.Or(name, "-"))
		if isNumber(name) {
			columns = append(columns, object("id", raw, "title", title))
			continue
		}
		columns = append(columns, object("id", name, "title", title))
	}
	execution := object("columns", columns)
	for _, name := range []string{"group", "sort"} {
		by, order := output.Text(name+"_by"), cmp.Or(output.Text(name+"_order"), "desc")
		if by == "" {
			execution = execution.Merge(object(name+"_by", nil, name+"_order", nil))
			continue
		}
		execution = execution.Merge(object(name+"_by", by, name+"_order", order, name, object("id", by, "title", titled(by), "order", order)))
	}
	return execution
}
