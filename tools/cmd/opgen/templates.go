package main

// templates are the standard verbs. Their text is written once for all kinds of
// records, so it says only what applies to all of them; what is special about a
// service is in the comment of the service. If the products differ, there is a
// text for each; a product does not have a verb without a text for it.
var templates = map[string]*standard{
	"Get": {
		method: "GET", suffix: "/{id}",
		doc: map[string]string{
			"sell":    `Get returns the {{.Noun}} with the given id. If it does not exist, or the token's user may not see it, the error is [zendesk.ErrNotFound].`,
			"support": `Get returns the {{.Noun}} with the given id. If it does not exist, the error is [zendesk.ErrNotFound]; if the token's user may not see it, that or [zendesk.ErrForbidden].`,
		},
		code: `func (s {{.Type}}) Get(ctx context.Context, id {{.ID}}, opts ...zendesk.CallOption) (*{{.Record}}, error) {
	return one[{{.Record}}](ctx, s.rc, {{.Var}}.Request({{.Above}}id), opts)
}`,
	},
	"List": {
		method: "GET", many: true,
		doc: map[string]string{
			"sell":    listDoc + "Records that are created or deleted meanwhile may be missed or returned twice.\n---\n" + rawDoc + "\n---\n",
			"support": listDoc + "{{if .Beside}}Related records belong to a page, so All rejects a query with Include: use Pages.{{end}}\n---\n" + rawDoc + "\n---\n",
		},
		code: `func (s {{.Type}}) List(ctx context.Context, q {{.Query}}, cursor string, opts ...zendesk.CallOption) (*Page[{{.Record}}], error) {
	return s.listing().List(ctx, q, cursor, opts...)
}
---
func (s {{.Type}}) Pages(ctx context.Context, q {{.Query}}, opts ...zendesk.CallOption) iter.Seq2[*Page[{{.Record}}], error] {
	return s.listing().Pages(ctx, q, opts...)
}
---
func (s {{.Type}}) All(ctx context.Context, q {{.Query}}, opts ...zendesk.CallOption) iter.Seq2[*{{.Record}}, error] {
	return s.listing().All(ctx, q, opts...)
}
---
func (s {{.Type}}) Raw() RawListing[{{.Query}}] { return s.listing().Raw() }
---
func (s {{.Type}}) listing() Listing[{{.Record}}, {{.Query}}] {
	return list[{{.Record}}, {{.Query}}](s.rc, {{.Var}}{{if .AboveN}}, {{.AboveN}}{{end}})
}`,
	},
	"Create": {
		method: "POST", sends: true,
		doc: map[string]string{"": `Create creates {{.A}} and returns it as {{.Of}} stored it. It is not retried if the response is lost, because that could create a duplicate: the error is then [zendesk.ErrUnclear].`},
		code: `func (s {{.Type}}) Create(ctx context.Context, p {{.Params}}, opts ...zendesk.CallOption) (*{{.Record}}, error) {
	return one[{{.Record}}](ctx, s.rc, {{.Var}}.Request({{.AboveN}}).With(p), opts)
}`,
	},
	"Update": {
		method: "PUT", suffix: "/{id}", sends: true,
		doc: map[string]string{"": `Update changes the attributes of {{.A}} that p sets and leaves the others as they are. It returns the {{.Noun}} as it is afterwards.`},
		code: `func (s {{.Type}}) Update(ctx context.Context, id {{.ID}}, p {{.Params}}, opts ...zendesk.CallOption) (*{{.Record}}, error) {
	return one[{{.Record}}](ctx, s.rc, {{.Var}}.Request({{.Above}}id).With(p), opts)
}`,
	},
	"Upsert": {
		method: "POST", suffix: "/upsert", sends: true, options: options{"class": "upsert"},
		doc: map[string]string{"sell": `Upsert updates the one {{.Noun}} that matches all of match with what p sets, or creates {{.A}} from p if none does. The values in match are not copied into a new {{.Noun}}: set them in p as well. If several {{.Nouns}} match, it changes nothing and returns [zendesk.ErrConflict]. Matching lags some seconds behind writes, as the listings do, so two upserts at the same time can still create two {{.Nouns}}.`},
		code: `func (s {{.Type}}) Upsert(ctx context.Context, match {{.Match}}, p {{.Params}}, opts ...zendesk.CallOption) (*{{.Record}}, error) {
	return upsert[{{.Record}}](ctx, s.rc, {{.Var}}.Request().With(p), match, opts)
}`,
	},
	"Delete": {
		method: "DELETE", suffix: "/{id}",
		doc: map[string]string{
			"sell":    `Delete permanently deletes the {{.Noun}} with the given id. ` + deletedDoc,
			"support": `Delete deletes the {{.Noun}} with the given id. ` + deletedDoc,
		},
		code: `func (s {{.Type}}) Delete(ctx context.Context, id {{.ID}}, opts ...zendesk.CallOption) error {
	return do(ctx, s.rc, {{.Var}}.Request({{.Above}}id), opts)
}`,
	},
	"Count": {
		method: "GET", suffix: "/count",
		doc: map[string]string{"support": `Count returns how many {{.Nouns}} there are. Above 100,000 the number can be up to a day old.`},
		code: `func (s {{.Type}}) Count(ctx context.Context, opts ...zendesk.CallOption) (*Count, error) {
	return one[Count](ctx, s.rc, {{.Var}}.Request({{.AboveN}}), opts)
}`,
	},
	"ShowMany": {
		method: "GET", suffix: "/show_many", many: true,
		doc: map[string]string{"support": `ShowMany returns the {{.Nouns}} with the given ids, at most 100, in Support's own order. Ids that do not exist are left out.`},
		code: `func (s {{.Type}}) ShowMany(ctx context.Context, ids []{{.ID}}, opts ...zendesk.CallOption) ([]*{{.Record}}, error) {
	return showMany[{{.Record}}](ctx, s.rc, {{.Var}}, ids, opts)
}`,
	},
	"ShowManyByExternalID": {
		method: "GET", suffix: "/show_many", many: true,
		doc: map[string]string{"support": `ShowManyByExternalID returns the {{.Nouns}} with the given external ids, at most 100. Case does not matter, and ids that do not exist are left out.`},
		code: `func (s {{.Type}}) ShowManyByExternalID(ctx context.Context, keys []string, opts ...zendesk.CallOption) ([]*{{.Record}}, error) {
	return showManyByExternalID[{{.Record}}](ctx, s.rc, {{.Var}}, keys, opts)
}`,
	},
	"CreateMany": {
		method: "POST", suffix: "/create_many", sends: true, job: true, options: options{"class": "append"},
		doc: map[string]string{"support": `CreateMany starts a job that creates up to 100 {{.Nouns}}. ` + jobDoc + `
---
CreateAll creates any number of {{.Nouns}}` + allDoc},
		code: `func (s {{.Type}}) CreateMany(ctx context.Context, all []{{.Params}}, opts ...zendesk.CallOption) (*Job, error) {
	return createMany(ctx, s.rc, {{.Var}}, all, opts)
}
---
func (s {{.Type}}) CreateAll(ctx context.Context, all []{{.Params}}, progress func(Progress), opts ...zendesk.CallOption) ([]BulkItem, error) {
	return bulk(ctx, s.rc, {{.Var}}, all, nil, s.CreateMany, progress, opts)
}`,
	},
	"UpdateMany": {
		method: "PUT", suffix: "/update_many", sends: true, job: true, options: options{"class": "append"},
		doc: map[string]string{"support": `UpdateMany starts a job that makes the same change to up to 100 {{.Nouns}}. ` + jobDoc},
		code: `func (s {{.Type}}) UpdateMany(ctx context.Context, ids []{{.ID}}, p {{.Params}}, opts ...zendesk.CallOption) (*Job, error) {
	return changeMany(ctx, s.rc, {{.Var}}.Request().With(p), ids, opts)
}`,
	},
	"UpdateEach": {
		method: "PUT", suffix: "/update_many", sends: true, job: true, options: options{"class": "append"},
		doc: map[string]string{"support": `UpdateEach starts a job that changes up to 100 {{.Nouns}}, each in its own way. ` + jobDoc + `
---
UpdateAll changes any number of {{.Nouns}}, each in its own way` + allDoc},
		code: `func (s {{.Type}}) UpdateEach(ctx context.Context, updates []{{.Record}}Update, opts ...zendesk.CallOption) (*Job, error) {
	return updateEach(ctx, s.rc, {{.Var}}, updates, {{.Record}}Update.check, opts)
}
---
func (s {{.Type}}) UpdateAll(ctx context.Context, updates []{{.Record}}Update, progress func(Progress), opts ...zendesk.CallOption) ([]BulkItem, error) {
	return updateAll(ctx, s.rc, {{.Var}}, updates, {{.Record}}Update.check, progress, opts)
}`,
	},
	"DeleteMany": {
		method: "DELETE", suffix: "/destroy_many", job: true, options: options{"class": "append"},
		doc: map[string]string{"support": `DeleteMany starts a job that deletes up to 100 {{.Nouns}}. ` + jobDoc + `
---
DeleteAll deletes all {{.Nouns}} with the given ids, any number` + allDoc},
		code: `func (s {{.Type}}) DeleteMany(ctx context.Context, ids []{{.ID}}, opts ...zendesk.CallOption) (*Job, error) {
	return changeMany(ctx, s.rc, {{.Var}}.Request(), ids, opts)
}
---
func (s {{.Type}}) DeleteAll(ctx context.Context, ids []{{.ID}}, progress func(Progress), opts ...zendesk.CallOption) ([]BulkItem, error) {
	return bulk(ctx, s.rc, {{.Var}}, ids, identity, s.DeleteMany, progress, opts)
}`,
	},
}

const (
	listDoc = `List returns one page of {{.All}}. An empty cursor asks for the first page; the Next of a page asks for the one after it.
---
Pages iterates over the pages of {{.All}} that match q. It fetches a page when the loop asks for it. To resume later, store the Next of a page and pass it with [zendesk.From].
---
All iterates over {{.The}} that match q, fetching pages as the loop goes on. An error is the last pair, with a nil {{.Noun}}: range with two variables, or collect a slice with [zendesk.Collect]. `
	rawDoc     = `Raw lists the same {{.Nouns}} as the JSON that {{.Of}} sent, byte for byte.`
	deletedDoc = `If the response to a first attempt was lost and the retry finds nothing, it counts as deleted.`
	allDoc     = `, in jobs of 100 of which at most 30 run at once, and waits for the end of the last. It calls progress, if not nil, after each look at the jobs. There is a result for each item, in order; unless all are done, there is a [*BulkError] beside them. No item is sent again if it may have been carried out.`
	jobDoc     = `It is not retried if the response is lost, because a second job would do the work again: the error is then [zendesk.ErrUnclear].`
)
