package selltest

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// The functions here check and derive what the tables of attributes cannot say.
// They look only at what changed: a seeded record that breaks a rule can still
// be updated in all else.

// changed reports whether one of these members is new or different.
func changed(old, o fake.Object, names ...string) bool {
	return old == nil || slices.ContainsFunc(names, func(name string) bool { return !equalJSON(old.Raw(name), o.Raw(name)) })
}

func blank(o fake.Object, name string) bool { return strings.TrimSpace(o.Text(name)) == "" }

// settleLead: a lead needs a last name or an organization; with a first name
// the organization does not count.
func settleLead(c *call, old fake.Object, o *fake.Object) (problems []problem) {
	nameless := blank(*o, "last_name") && (blank(*o, "organization_name") || !blank(*o, "first_name"))
	if nameless && changed(old, *o, "first_name", "last_name", "organization_name") {
		problems = append(problems, c.res.bad("last_name", "blank", "A lead needs a last name or an organization name."))
	}
	if changed(old, *o, "status") && !c.isStatus(o.Text("status")) {
		problems = append(problems, c.res.bad("status", "incorrect_value", "The account has no such lead status."))
	}
	return problems
}

func (s *Server) isStatus(name string) bool {
	for _, o := range s.resources["lead_statuses"].table.All() {
		if strings.EqualFold(o.Text("name"), name) {
			return true
		}
	}
	return false
}

// settleContact: an organization needs a name, a person a last name; the name
// of a person is the full one unless another was sent. One is turned into the
// other by a write that says so. Who is neither customer nor prospect has no
// addresses for bills and deliveries.
func settleContact(c *call, old fake.Object, o *fake.Object) (problems []problem) {
	refused := func(name, code, details string) { problems = append(problems, c.res.bad(name, code, "%s", details)) }
	if noCustomer := o.Text("customer_status") == "none" && o.Text("prospect_status") == "none"; noCustomer && changed(old, *o, "customer_status", "prospect_status", "billing_address", "shipping_address") {
		*o = o.With("billing_address", nil).With("shipping_address", nil)
	}
	if o.Bool("is_organization") {
		if blank(*o, "name") && changed(old, *o, "name", "is_organization") {
			refused("name", "blank", "An organization needs a name.")
		}
		if o.Present("contact_id") && changed(old, *o, "contact_id") {
			refused("contact_id", "incorrect_value", "Only a person belongs to an organization.")
		}
		if o.Present("parent_organization_id") && changed(old, *o, "parent_organization_id") && !c.isOrganization(*o, "parent_organization_id") {
			refused("parent_organization_id", "incorrect_value", "The contact is no organization.")
		}
		return problems
	}
	if blank(*o, "last_name") && changed(old, *o, "last_name") {
		refused("last_name", "blank", "A person needs a last name.")
	}
	if o.Present("contact_id") && changed(old, *o, "contact_id") && !c.isOrganization(*o, "contact_id") {
		refused("contact_id", "incorrect_value", "The contact is no organization.")
	}
	if o.Present("parent_organization_id") && changed(old, *o, "parent_organization_id") {
		refused("parent_organization_id", "incorrect_value", "Only an organization has a parent organization.")
	}
	sent := old == nil && !blank(*o, "name") || old != nil && changed(old, *o, "name")
	if !sent && changed(old, *o, "first_name", "last_name") {
		*o = o.With("name", strings.TrimSpace(o.Text("first_name")+" "+o.Text("last_name")))
	}
	return problems
}

func (c *call) isOrganization(o fake.Object, name string) bool {
	id, _ := o.Int(name)
	contact, ok := c.resources["contacts"].table.Get(id)
	return ok && contact.Bool("is_organization")
}

// settleDeal fills in stage, currency and organization.
func settleDeal(c *call, old fake.Object, o *fake.Object) (problems []problem) {
	if old == nil {
		if stage, _ := o.Int("stage_id"); stage == 0 {
			*o = o.With("stage_id", c.firstStage())
		}
		if blank(*o, "currency") {
			*o = o.With("currency", c.accountCurrency())
		}
		*o = o.With("dropbox_email", fmt.Sprintf("dropbox@%08x.deals.futuresimple.com", c.changes+1))
	}
	if changed(old, *o, "currency") && !isCurrency(o.Text("currency")) {
		problems = append(problems, c.res.bad("currency", "incorrect_value", "The attribute is a currency code such as EUR."))
	}
	if changed(old, *o, "stage_id") {
		if c.stageDisabled(*o) {
			problems = append(problems, c.res.bad("stage_id", "incorrect_value", "The pipeline of this stage is disabled."))
		}
		if old != nil {
			*o = o.With("last_stage_change_by_id", c.user.id)
			if !changed(old, *o, "last_stage_change_at") {
				*o = o.With("last_stage_change_at", c.stamp())
			}
		}
	}
	if changed(old, *o, "contact_id") {
		id, _ := o.Int("contact_id")
		contact, _ := c.resources["contacts"].table.Get(id)
		switch company, ok := contact.Int("contact_id"); {
		case contact.Bool("is_organization"):
			*o = o.With("organization_id", id)
		case ok:
			*o = o.With("organization_id", company)
		default:
			*o = o.With("organization_id", nil)
		}
	}
	return problems
}

// firstStage is the first one of the first pipeline that takes deals.
func (s *Server) firstStage() int64 {
	for pipeline, p := range s.resources["pipelines"].table.All() {
		if p.Bool("disabled") {
			continue
		}
		var first, least int64
		for id, o := range s.resources["stages"].table.All() {
			of, _ := o.Int("pipeline_id")
			position, _ := o.Int("position")
			if of == pipeline && (first == 0 || position < least) {
				first, least = id, position
			}
		}
		return first
	}
	return 0
}

func (s *Server) stageDisabled(deal fake.Object) bool {
	id, _ := deal.Int("stage_id")
	stage, _ := s.resources["stages"].table.Get(id)
	pipeline, _ := stage.Int("pipeline_id")
	p, ok := s.resources["pipelines"].table.Get(pipeline)
	return ok && p.Bool("disabled")
}

func (s *Server) accountCurrency() string {
	for _, o := range s.resources["accounts"].table.All() {
		if code := o.Text("currency"); code != "" {
			return code
		}
	}
	return "USD"
}

// settleRelated: what belongs to a record names its type and its id, or neither
// where that is allowed, and the user must see the record.
func settleRelated(c *call, old fake.Object, o *fake.Object) []problem {
	if !changed(old, *o, "resource_type", "resource_id") {
		return nil
	}
	id, has := o.Int("resource_id")
	switch {
	case !has && !o.Present("resource_type"):
		return nil
	case !has:
		return []problem{c.res.bad("resource_id", "missing", "resource_type and resource_id go together.")}
	case !o.Present("resource_type"):
		return []problem{c.res.bad("resource_type", "missing", "resource_type and resource_id go together.")}
	}
	kind, known := kindOf[o.Text("resource_type")]
	if !known { // a seeded one that is kept
		return []problem{c.res.bad("resource_type", "incorrect_value", "There are no records of this type.")}
	}
	if _, ok := c.find(c.resources[kind], id); !ok {
		return []problem{c.res.bad("resource_id", "incorrect_value", "There is no such record.")}
	}
	return nil
}

func settleTask(c *call, old fake.Object, o *fake.Object) []problem {
	switch {
	case !o.Bool("completed"):
		*o = o.With("completed_at", nil)
	case changed(old, *o, "completed"):
		*o = o.With("completed_at", c.stamp())
	}
	if changed(old, *o, "completed", "due_date") {
		*o = o.Without(overdueMember)
	}
	return settleRelated(c, old, o)
}

// showTask: a task becomes overdue by itself. What was seeded stays until the task
// is another.
func showTask(c *call, o fake.Object) fake.Object {
	if o.Has(overdueMember) {
		return o
	}
	if due, ok := parseTime(o.Text("due_date")); ok {
		return o.With("overdue", !o.Bool("completed") && due.Before(c.now))
	}
	return o
}

// showProduct: what a product costs is for admins.
func showProduct(c *call, o fake.Object) fake.Object {
	if c.user.admin {
		return o
	}
	return o.Without("cost", "cost_currency")
}

// settleLineItem copies the product, and prices it in the currency. A price that
// was sent is accepted, since official clients send one, and not used.
func settleLineItem(c *call, old fake.Object, o *fake.Object) []problem {
	id, _ := o.Int(secret + "product_id")
	product, _ := c.resources["products"].table.Get(id)
	if !product.Bool("active") {
		return []problem{c.res.bad("product_id", "incorrect_value", "The product is not active.")}
	}
	currencies, amounts := memberOfEach(product, "prices", "currency"), memberOfEach(product, "prices", "amount")
	at := slices.Index(currencies, o.Text("currency"))
	if at < 0 {
		return []problem{c.res.bad("currency", "incorrect_value", "The product has no price in this currency.")}
	}
	if quantity, _ := o.Int("quantity"); quantity < 1 {
		return []problem{c.res.bad("quantity", "incorrect_value", "The attribute must be at least 1.")}
	}
	price, _ := new(big.Rat).SetString(amounts[at])
	variation, _ := new(big.Rat).SetString(o.Text("variation"))
	for _, name := range []string{"name", "sku", "description"} {
		*o = o.With(name, nil)
		if product.Has(name) { // a seeded one may lack it
			*o = o.With(name, product.Raw(name))
		}
	}
	*o = o.With("price", price.FloatString(2)).With("variation", variation.FloatString(2))
	if !o.Present("value") {
		factor := new(big.Rat).Add(big.NewRat(1, 1), new(big.Rat).Quo(variation, big.NewRat(100, 1)))
		*o = o.With("value", factor.Mul(factor, price).FloatString(2))
	}
	return nil
}
