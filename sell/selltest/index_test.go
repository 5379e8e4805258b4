package selltest_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk/sell/selltest"
)

// storedLead is what the tests below look at of a lead.
type storedLead struct {
	ID        int64  `json:"id"`
	Owner     int64  `json:"owner_id"`
	LastName  string `json:"last_name"`
	Email     string `json:"email"`
	Status    string `json:"status"`
	UpdatedAt string `json:"updated_at"`
	Tags      []string
}

func storedLeads(t *testing.T, fake *selltest.Server) []storedLead {
	t.Helper()
	var all []storedLead
	for _, raw := range fake.Records("leads") {
		var one storedLead
		if err := json.Unmarshal(raw, &one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}

func leadIDs(all []storedLead) string {
	ids := make([]string, len(all))
	for i, one := range all {
		ids[i] = fmt.Sprint(one.ID)
	}
	return strings.Join(ids, " ")
}

// eachPage follows a listing to its end.
func (a api) eachPage(query string) string {
	a.t.Helper()
	var ids []string
	for page := 1; ; page++ {
		r := a.get(fmt.Sprintf("leads?per_page=3&page=%d%s", page, query)).is(200)
		if got := r.each("id"); got != "" {
			ids = append(ids, got)
		}
		if r.at("meta.links.next_page") == "" {
			return strings.Join(ids, " ")
		}
	}
}

// eachHit follows a search to its end, by its cursors.
func (a api) eachHit(query string) string {
	a.t.Helper()
	var ids []string
	for cursor := ""; ; {
		r := a.request("POST", "/v3/leads/search", `{"items":[{"data":{"query":`+query+`,"per_page":3`+cursor+`}}]}`, http.Header{"Authorization": {"Bearer " + a.token}, "User-Agent": {"test"}}).is(200)
		for i := 0; r.at(fmt.Sprintf("items.0.items.%d.data.id", i)) != ""; i++ {
			ids = append(ids, r.at(fmt.Sprintf("items.0.items.%d.data.id", i)))
		}
		next := r.at("items.0.meta.links.next_page")
		if next == "" {
			if got := r.at("items.0.meta.total_count"); got != fmt.Sprint(len(ids)) {
				a.t.Errorf("%s: total_count is %s of %d", query, got, len(ids))
			}
			return strings.Join(ids, " ")
		}
		cursor = `,"cursor":"` + next + `"`
	}
}

// However records are written, and however late lists show it, lists and searches
// find what a look at each record finds, for whoever looks.
func TestListsShowWhatIsStored(t *testing.T) {
	condition := func(attribute, parameter string) string {
		return `{"filter":{"attribute":{"name":"` + attribute + `"},"parameter":` + parameter + `}}`
	}
	has := func(tag string) func(storedLead) bool {
		return func(l storedLead) bool { return slices.Contains(l.Tags, tag) }
	}
	filters := map[string]struct {
		query, search string
		fits          func(storedLead) bool
	}{
		"all":      {"", "", func(storedLead) bool { return true }},
		"email":    {"&email=A@example.com", condition("email", `{"eq":"A@example.com"}`), func(l storedLead) bool { return l.Email == "A@example.com" }},
		"status":   {"&status=wORKING", "", func(l storedLead) bool { return l.Status == "Working" }},
		"owner":    {"&owner_id=5&last_name=x", "", func(l storedLead) bool { return l.Owner == 5 && l.LastName == "x" }},
		"ids":      {"&ids=1001,03,7,12", condition("id", `{"any":[1001,3,7,12]}`), func(l storedLead) bool { return slices.Contains([]int64{1001, 3, 7, 12}, l.ID) }},
		"starts":   {"", condition("email", `{"starts_with":"a@"}`), func(l storedLead) bool { return strings.HasPrefix(strings.ToLower(l.Email), "a@") }},
		"none":     {"", condition("email", `{"missing":true}`), func(l storedLead) bool { return l.Email == "" }},
		"some":     {"", condition("email", `{"is_null":false}`), func(l storedLead) bool { return l.Email != "" }},
		"contains": {"", condition("email", `{"contains":"B@"}`), func(l storedLead) bool { return strings.Contains(strings.ToLower(l.Email), "b@") }},
		"all tags": {"", condition("tags", `{"all":["a","b"]}`), func(l storedLead) bool { return has("a")(l) && has("b")(l) }},
		"any tag":  {"", condition("tags", `{"any":["a","c"]}`), func(l storedLead) bool { return has("a")(l) || has("c")(l) }},
		"range": {"", condition("updated_at", `{"range":{"gt":"2000-01-01T00:00:20Z","lte":"2000-01-01T00:02:00Z"}}`),
			func(l storedLead) bool {
				return l.UpdatedAt > "2000-01-01T00:00:20Z" && l.UpdatedAt <= "2000-01-01T00:02:00Z"
			}},
		"not": {"", `{"not":{"or":[` + condition("tags", `{"eq":"a"}`) + `,` + condition("last_name", `{"eq":"x"}`) + `]}}`,
			func(l storedLead) bool { return !has("a")(l) && l.LastName != "x" }},
		"and": {"", `{"and":[` + condition("owner.id", `{"eq":5}`) + `,{"not":` + condition("owner.name", `{"eq":"Bea"}`) + `},` + condition("id", `{"range":{"gte":2}}`) + `]}`,
			func(l storedLead) bool { return l.Owner == 5 && l.ID >= 2 }},
	}
	orders := map[string]struct {
		query, search string
		compare       func(a, b storedLead) int
	}{
		"id":           {"&sort_by=id", "", func(a, b storedLead) int { return 0 }},
		"email":        {"&sort_by=email", `{"attribute":{"name":"email"},"order":"ascending"}`, func(a, b storedLead) int { return strings.Compare(a.Email, b.Email) }},
		"email:desc":   {"&sort_by=email:desc", `{"attribute":{"name":"email"},"order":"descending"}`, func(a, b storedLead) int { return strings.Compare(b.Email, a.Email) }},
		"updated:desc": {"&sort_by=updated_at:desc", `{"attribute":{"name":"updated_at"},"order":"descending"}`, func(a, b storedLead) int { return strings.Compare(b.UpdatedAt, a.UpdatedAt) }},
		"owner, email": {"", `{"attribute":{"name":"owner.name"},"order":"descending"},{"attribute":{"name":"email"},"order":"ascending"}`,
			func(a, b storedLead) int {
				return cmp.Or(cmp.Compare(b.Owner, a.Owner), strings.Compare(a.Email, b.Email))
			}},
	}
	synctest.Test(t, func(t *testing.T) {
		for seed := range uint64(3) {
			rnd := rand.New(rand.NewPCG(seed, 5))
			a := newAPI(t, selltest.WithLags(func() time.Duration { return time.Duration(rnd.IntN(3)*rnd.IntN(20)) * time.Second }))
			a.fake.Seed("users", `{"id":5,"name":"Ana"}`, `{"id":6,"name":"Bea","reports_to":5}`, `{"id":7,"name":"Cleo"}`)
			a.fake.AddToken("ana", 5)
			a.fake.AddToken("cleo", 7)
			a.fake.Seed("leads", `{"id":3,"owner_id":7,"last_name":"x","email":"","status":"New","tags":[]}`, `{"id":7,"owner_id":7,"last_name":"y","email":"","status":"New","tags":["c"]}`)
			a.fake.Seed("collaborations", `{"collaborator_id":5,"resource_type":"lead","resource_id":3}`)
			for range 40 {
				email := []string{"A@example.com", "a@example.com", "b@example.com", ""}[rnd.IntN(4)]
				data := fmt.Sprintf(`{"last_name":%q,"owner_id":%d,"status":%q,"tags":%s,"email":%q}`, []string{"x", "y"}[rnd.IntN(2)], 5+rnd.IntN(3),
					[]string{"New", "Working"}[rnd.IntN(2)], []string{`[]`, `["a"]`, `["a","b"]`, `["c"]`}[rnd.IntN(4)], email)
				all := storedLeads(t, a.fake)
				one := all[rnd.IntN(len(all))].ID
				switch rnd.IntN(8) {
				case 0, 1, 2, 3:
					a.post("leads", data).is(200)
				case 4:
					a.put(fmt.Sprint("leads/", one), data).is(200)
				case 5:
					a.fake.Change("leads", fmt.Sprintf(`{"id":%d,"email":%q}`, one, email))
				case 6:
					a.eachPage("&sort_by=email") // puts things in order
					a.eachHit(`{"filter":` + filters["all tags"].search + `}`)
				case 7:
					if len(all) > 5 {
						a.del(fmt.Sprint("leads/", one)).is(204)
					}
				}
				time.Sleep(time.Duration(rnd.IntN(8)) * time.Second)
			}
			time.Sleep(2 * time.Minute)
			sees := map[string]func(storedLead) bool{
				selltest.DefaultToken: func(storedLead) bool { return true },
				"ana":                 func(l storedLead) bool { return l.Owner != 7 || l.ID == 3 },
				"cleo":                func(l storedLead) bool { return l.Owner == 7 },
			}
			for token, seen := range sees {
				for filter, f := range filters {
					for order, o := range orders {
						want := slices.DeleteFunc(storedLeads(t, a.fake), func(l storedLead) bool { return !seen(l) || !f.fits(l) })
						slices.SortStableFunc(want, o.compare)
						if o.query != "" && (f.query != "" || f.search == "") {
							if got := a.as(token).eachPage(f.query + o.query); got != leadIDs(want) {
								t.Errorf("seed %d: %s lists %s by %s: %s, want %s", seed, token, filter, order, got, leadIDs(want))
							}
						}
						query := `{"sort":[` + o.search + `]`
						if f.search != "" {
							query += `,"filter":` + f.search
						}
						if f.search != "" || f.query == "" {
							if got := a.as(token).eachHit(query + `}`); got != leadIDs(want) {
								t.Errorf("seed %d: %s searches %s by %s: %s, want %s", seed, token, filter, order, got, leadIDs(want))
							}
						}
					}
				}
			}
		}
	})
}
