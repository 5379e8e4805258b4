package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What is checked in is what the directives say.
func TestGeneratedFilesAreFresh(t *testing.T) {
	if err := run([]string{"../../../sell", "../../../support"}, "../../../COVERAGE.md", true); err != nil {
		t.Error(err)
	}
}

func TestTable(t *testing.T) {
	p := must(read("testdata/support"))
	want := `
operation	method	route	class	limit	record	params	query	sends	returns	notes
support.Brands.Agents	GET	/api/v2/brands/{id}/agents	read		Agent		AgentQuery		agents	
support.Brands.Check	GET	/api/v2/brands/check_host_mapping?live=true	read		HostMapping					unlisted
support.Brands.Clone	POST	/api/v2/brands/{id}/clone	append		Job	BrandCloneParams			job_status	
support.Brands.Create	POST	/api/v2/brands	create		Brand	BrandParams		brand	brand	
support.Brands.Delete	DELETE	/api/v2/brands/{id}	append							
support.Brands.Get	GET	/api/v2/brands/{id}	read		Brand				brand	
support.Brands.List	GET	/api/v2/brands	read	brands:10/min	Brand		BrandQuery		brands	
support.Logos.Get	GET	/api/v2/brands/{brand_id}/logos/{id}	read		Logo				logo	
support.Logos.List	GET	/api/v2/brands/{brand_id}/logos	read		Logo		LogoQuery		images	
`
	if got := string(p.table()); got != want[1:] {
		t.Errorf("table:\n%s", got)
	}
}

func TestGenerate(t *testing.T) {
	source := string(must(must(read("testdata/support")).generate()))
	for _, want := range []string{
		`// Get returns the brand with the given id. If it does not exist, the error is
// [zendesk.ErrNotFound]; if the token's user may not see it, that or
// [zendesk.ErrForbidden].
//
// API page: Brands (ticketing/account-configuration/brands).
//
//zendesk:op GET /api/v2/brands/{id}
func (s BrandsService) Get(ctx context.Context, id int64, opts ...zendesk.CallOption) (*Brand, error) {
	return one[Brand](ctx, s.rc, opBrandsGet.Request(id), opts)
}
`,
		"//zendesk:op GET /api/v2/brands limit=brands:10/min\nfunc (s BrandsService) List(",
		"//zendesk:op DELETE /api/v2/brands/{id} class=append\nfunc (s BrandsService) Delete(",
		`	return one[Logo](ctx, s.rc, opLogosGet.Request(s.brandID, id), opts)`,
		`func (s LogosService) Get(ctx context.Context, id string, opts`,
		`// Pages iterates over the pages of the brand's logos that match q.`,
		`func (s LogosService) All(ctx context.Context, q LogoQuery, opts ...zendesk.CallOption) iter.Seq2[*Logo, error] {`,
		`All rejects`, // of logos
		`= &rest.Op{Name: "support.Brands.Check", Method: "GET", Route: "/api/v2/brands/check_host_mapping", Query: "live=true"}`,
		`= &rest.Op{Name: "support.Brands.Create", Method: "POST", Route: "/api/v2/brands", Sends: "brand", Returns: "brand"}`,
		`= &rest.Op{Name: "support.Brands.Delete", Method: "DELETE", Route: "/api/v2/brands/{id}", Class: zendesk.Append}`,
		`= &rest.Op{Name: "support.Brands.Clone", Method: "POST", Route: "/api/v2/brands/{id}/clone", Class: zendesk.Append, Returns: "job_status"}`,
		`{10, time.Minute, "brands", []string{"support.Brands.List"}},`,
	} {
		if !strings.Contains(source, want) {
			t.Errorf("missing:\n%s", want)
		}
	}
	if n := strings.Count(source, "with Include"); n != 1 {
		t.Errorf("%d listings refuse an Include", n)
	}
	if strings.Contains(source, ") Update(") {
		t.Error("a verb that the API lacks")
	}
}

func TestWrongDirectives(t *testing.T) {
	const service = "\ntype XsService struct{ rc *rest.Client }\n"
	const method = "\nfunc (s XsService) Do() (*Y, error) {}\n"
	for want, source := range map[string]string{
		"needs a record, a route":   "//zendesk:resource X /x" + service,
		"not a standard verb":       "//zendesk:resource X /x Frob" + service,
		"has no standard verb":      "//zendesk:resource X /x Upsert" + service,
		"no option colour of a res": "//zendesk:resource X /x colour=red Get" + service,
		"no option colour of an op": "//zendesk:resource X /x Get(colour=red)" + service,
		"no class maybe":            "//zendesk:resource X /x Get(class=maybe)" + service,
		`the limit "9" is not`:      "//zendesk:resource X /x Get(limit=9)" + service,
		"0 fields for them":         "//zendesk:resource X /y/{id}/x Get" + service,
		"method and a route":        service + "//zendesk:op" + " POST" + method,
		"returns=":                  service + "//zendesk:op GET /x" + method,
		"stands twice":              "//zendesk:resource X /x Get" + service + "//zendesk:op GET /x\nfunc (s XsService) Get() (*X, error) {}\n",
		"method of a service":       "//zendesk:op GET /x returns=x\nfunc (y Y) Do() (*Y, error) {}\n",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "x.go"), []byte("package support\n\n"+source), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := read(dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
}

func TestCompareWithTheOfficialFile(t *testing.T) {
	const file = `openapi: 3.0.3
tags:
  - name: Brands
paths:
  /api/v2/brands:
    get:
      operationId: ListBrands
    post:
  '/api/v2/brands/{brand_id}.json':
    delete:
components:
  /api/v2/none:
    get:
`
	got := addresses(file)
	want := []string{"DELETE /api/v2/brands/{}", "GET /api/v2/brands", "POST /api/v2/brands"}
	if all := slices.Sorted(maps.Keys(got)); !slices.Equal(all, want) {
		t.Errorf("addresses %q", all)
	}
	path := filepath.Join(t.TempDir(), "oas.yaml")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	problems := compare(path, must(read("testdata/support"))).Error()
	for _, part := range []string{"lists 3 operations, not 489", "support.Brands.Get: the official file does not list GET /api/v2/brands/{id}"} {
		if !strings.Contains(problems, part) {
			t.Errorf("no %q in %s", part, problems)
		}
	}
	for _, name := range []string{"Brands.List", "Brands.Create", "Brands.Delete", "Brands.Check"} { // listed, or said to be unlisted
		if strings.Contains(problems, name) {
			t.Errorf("%s in %s", name, problems)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
