package supporttest_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/support/supporttest"
)

// stored is what a test looks at of a ticket.
type stored struct {
	ID        int64    `json:"id"`
	Status    string   `json:"status"`
	Requester int64    `json:"requester_id"`
	Group     int64    `json:"group_id"`
	Tags      []string `json:"tags"`
	CreatedAt string   `json:"created_at"`
	UpdatedAt string   `json:"updated_at"`
	Subject   string   `json:"subject"`
}

func tickets(t *testing.T, fake *supporttest.Server) []stored {
	t.Helper()
	var all []stored
	for _, raw := range fake.Records("tickets") {
		var one stored
		if err := json.Unmarshal(raw, &one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}

func idsOf(all []stored) string {
	ids := make([]string, len(all))
	for i, one := range all {
		ids[i] = fmt.Sprint(one.ID)
	}
	return strings.Join(ids, ",")
}

// pages follows a listing to its end.
func pages(t *testing.T, fake *supporttest.Server, list, call string) string {
	t.Helper()
	var ids []string
	path, rest, _ := strings.Cut(call, "?")
	for {
		page := run(t, fake, step{call: path + "?" + rest})
		if got := page.each(list, "id"); got != "" {
			ids = append(ids, got)
		}
		next := page.at("links.next")
		if page.at("meta.has_more") == "false" || next == "" {
			return strings.Join(ids, ",")
		}
		u, err := url.Parse(strings.Trim(next, `"`))
		if err != nil {
			t.Fatal(err)
		}
		rest = u.RawQuery
	}
}

// However records are written, and however late lists show it, in the end lists
// show what is stored, in each order.
func TestListsShowWhatIsStored(t *testing.T) {
	rank := func(status string) int {
		return slices.Index([]string{"new", "open", "pending", "hold", "solved", "closed"}, status)
	}
	for seed := range uint64(20) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		clk := newClock()
		fake := supporttest.New(supporttest.WithClock(clk.Now), supporttest.WithLags(func() time.Duration { return time.Duration(rnd.IntN(3)) * time.Duration(rnd.IntN(40)) * time.Second }))
		fake.Seed("users", ana, `{"id":6,"name":"Bo","role":"end-user"}`)
		for range 60 {
			id := rnd.IntN(12) + 1
			tag := []string{"a", "b", "c"}[rnd.IntN(3)]
			status := []string{"open", "pending", "hold", "solved"}[rnd.IntN(4)]
			header := step{}
			switch rnd.IntN(7) {
			case 0, 1:
				header = step{call: "POST /tickets", status: 201, body: fmt.Sprintf(`{"ticket":{"comment":{"body":"x"},"status":%q,"tags":[%q],"requester_id":%d}}`, status, tag, 5+rnd.IntN(2))}
			case 2:
				fake.Seed("tickets", fmt.Sprintf(`{"id":%d,"status":%q,"tags":[%q],"requester_id":%d}`, id, status, tag, 5+rnd.IntN(2)))
			case 3:
				run(t, fake, step{call: "GET /tickets?page[size]=2&sort=status"}, step{call: "GET /search/count?query=tags:" + tag}) // puts things in order
			case 4:
				if slices.ContainsFunc(tickets(t, fake), func(s stored) bool { return s.ID == int64(id) }) {
					header = step{call: fmt.Sprint("PUT /tickets/", id), body: fmt.Sprintf(`{"ticket":{"status":%q,"tags":[%q],"requester_id":%d}}`, status, tag, 5+rnd.IntN(2))}
				}
			case 5:
				if slices.ContainsFunc(tickets(t, fake), func(s stored) bool { return s.ID == int64(id) }) {
					header = step{call: fmt.Sprint("DELETE /tickets/", id), status: 204}
				}
			}
			if header.call != "" {
				run(t, fake, header)
			}
			clk.advance(time.Duration(rnd.IntN(8)) * time.Second)
			if rnd.IntN(30) == 0 {
				clk.advance(-20 * time.Second) // clocks are put back
			}
		}
		clk.advance(3 * time.Minute)
		all := tickets(t, fake)
		check := func(what, got string, want []stored) {
			t.Helper()
			if got != idsOf(want) {
				t.Errorf("seed %d: %s: %s, want %s", seed, what, got, idsOf(want))
			}
		}
		keep := func(fits func(stored) bool) []stored {
			return slices.DeleteFunc(slices.Clone(all), func(s stored) bool { return !fits(s) })
		}
		byStatus := slices.Clone(all)
		slices.SortStableFunc(byStatus, func(a, b stored) int { return rank(a.Status) - rank(b.Status) })
		byUpdate := slices.Clone(all)
		slices.SortStableFunc(byUpdate, func(a, b stored) int { return strings.Compare(a.UpdatedAt, b.UpdatedAt) })
		check("all", pages(t, fake, "tickets", "GET /tickets?page[size]=3"), all)
		check("by status", pages(t, fake, "tickets", "GET /tickets?page[size]=2&sort=status"), byStatus)
		check("by update", pages(t, fake, "tickets", "GET /tickets?page[size]=3&sort=updated_at"), byUpdate)
		slices.Reverse(byUpdate)
		check("latest first", pages(t, fake, "tickets", "GET /tickets?page[size]=3&sort=-updated_at"), byUpdate)
		check("of a user", pages(t, fake, "tickets", "GET /users/5/tickets/requested?page[size]=2"), keep(func(s stored) bool { return s.Requester == 5 }))
		check("with a tag", run(t, fake, step{call: "GET /search?query=type:ticket tags:a&sort_by=created_at&sort_order=asc"}).each("results", "id"),
			byCreation(keep(func(s stored) bool { return slices.Contains(s.Tags, "a") })))
		check("exported", exportedTickets(t, fake), all)
		if got := run(t, fake, step{call: "GET /tickets/count"}).at("count.value"); got != fmt.Sprint(len(all)) {
			t.Errorf("seed %d: count %s, want %d", seed, got, len(all))
		}
	}
}

func byCreation(all []stored) []stored {
	slices.SortStableFunc(all, func(a, b stored) int { return strings.Compare(a.CreatedAt, b.CreatedAt) })
	return all
}

// exportedTickets are the ids of the tickets in an export that are not deleted,
// in ascending order.
func exportedTickets(t *testing.T, fake *supporttest.Server) string {
	t.Helper()
	var found []stored
	call := "GET /incremental/tickets/cursor?per_page=4&start_time=0"
	for {
		page := run(t, fake, step{call: call})
		var rows struct {
			Tickets []stored
			After   string `json:"after_cursor"`
			End     bool   `json:"end_of_stream"`
		}
		if err := json.Unmarshal([]byte(page.text), &rows); err != nil {
			t.Fatal(err)
		}
		found = append(found, rows.Tickets...)
		if rows.End {
			break
		}
		call = "GET /incremental/tickets/cursor?per_page=4&cursor=" + rows.After
	}
	found = slices.DeleteFunc(found, func(s stored) bool { return s.Status == "deleted" })
	slices.SortFunc(found, func(a, b stored) int { return int(a.ID - b.ID) })
	return idsOf(found)
}

// A search of many records finds what a look at each of them finds.
func TestSearchOfMany(t *testing.T) {
	fake := supporttest.New()
	day := func(n int) string { return time.Date(2026, 1, 1+n, 12, 0, 0, 0, time.UTC).Format(time.RFC3339) }
	statuses := []string{"new", "open", "pending", "hold", "solved", "closed"}
	fake.Seed("groups", `{"id":60,"name":"Sales"}`, `{"id":61,"name":"Board","is_public":false}`)
	fake.Seed("users", ana, `{"id":6,"name":"Bo","role":"end-user"}`, `{"id":10,"name":"Full","role":"agent"}`)
	fake.AddToken("full", 10)
	for name, user := range map[string]string{
		"grouped": `{"id":11,"role":"agent","ticket_restriction":"groups","default_group_id":61}`, "cc": `{"id":12,"role":"agent"}`, "none": `{"id":13,"role":"agent","chat_only":true}`,
	} {
		fake.AddToken(name, fake.Seed("users", user)[0])
	}
	var records []string
	for i := range 7000 {
		assignee := "null"
		if i%3 == 0 {
			assignee = "10"
		}
		records = append(records, fmt.Sprintf(`{"id":%d,"status":%q,"requester_id":%d,"assignee_id":%s,"group_id":%d,"email_cc_ids":[%d],"tags":[%q],"subject":"word%d same","created_at":%q,"updated_at":%q}`,
			i+1, statuses[i%6], 5+i%2, assignee, 60+i%5/4, ccOf(i+1), []string{"a", "b"}[i%2], i%4, day(i%50), day(i%70)))
	}
	fake.Seed("tickets", records...)
	all := tickets(t, fake)
	rank := func(s stored) int { return slices.Index(statuses, s.Status) }
	assigned := func(s stored) bool { return (s.ID-1)%3 == 0 }
	for query, fits := range map[string]func(stored) bool{
		"":                                  func(stored) bool { return true },
		"status<solved":                     func(s stored) bool { return rank(s) < 4 },
		"status>=hold":                      func(s stored) bool { return rank(s) >= 3 },
		"status:open":                       func(s stored) bool { return s.Status == "open" },
		"status:open status:pending tags:b": func(s stored) bool { return (s.Status == "open" || s.Status == "pending") && s.Tags[0] == "b" },
		"-status:open status<hold":          func(s stored) bool { return s.Status != "open" && rank(s) < 3 },
		"requester:ana@example.com status<solved":  func(s stored) bool { return s.Requester == 5 && rank(s) < 4 },
		"requester:\"Ana Ruiz\" requester:6":       func(stored) bool { return true },
		"group:Sales":                              func(s stored) bool { return s.Group == 60 },
		"assignee:none":                            func(s stored) bool { return !assigned(s) },
		"assignee:none status:new requester:5":     func(s stored) bool { return !assigned(s) && s.Status == "new" && s.Requester == 5 },
		"created>2026-01-10":                       func(s stored) bool { return s.CreatedAt >= day(10)[:10] },
		"created>=2026-01-10 created<2026-01-20":   func(s stored) bool { return s.CreatedAt >= day(9)[:10] && s.CreatedAt < day(19)[:10] },
		"created_at<=2026-01-10T12:00:00Z":         func(s stored) bool { return s.CreatedAt <= day(9) },
		"updated:2026-02-03 status>new":            func(s stored) bool { return s.UpdatedAt == day(33) && rank(s) > 0 },
		"updated_at>2026-01-10T12:00:00Z same":     func(s stored) bool { return s.UpdatedAt > day(9) },
		"word3 status<closed":                      func(s stored) bool { return strings.HasPrefix(s.Subject, "word3") && rank(s) < 5 },
		"subject:word* subject:nosuch -tags:a":     func(s stored) bool { return s.Tags[0] == "b" },
		"created<1000-01-01":                       func(stored) bool { return false },
		"created<3000-01-01 priority:none tags:a":  func(s stored) bool { return s.Tags[0] == "a" },
		"-status:open -status:new":                 func(s stored) bool { return rank(s) > 1 },
		"-created>2026-01-10":                      func(s stored) bool { return s.CreatedAt < day(10)[:10] },
		"-tags:none":                               func(stored) bool { return true },
		"tags:none":                                func(stored) bool { return false },
		"-assignee:none":                           assigned,
		"-assignee:none -group:Sales status:hold":  func(s stored) bool { return assigned(s) && s.Group == 61 && s.Status == "hold" },
		"same -word2":                              func(s stored) bool { return !strings.HasPrefix(s.Subject, "word2") },
		"wor*":                                     func(stored) bool { return true },
		"\"word2 same\" -wor*":                     func(stored) bool { return false },
		"\"word2 same\"":                           func(s stored) bool { return strings.HasPrefix(s.Subject, "word2") },
		"subject:word1":                            func(s stored) bool { return strings.HasPrefix(s.Subject, "word1") },
		"-subject:word1 -subject:wor1*":            func(s stored) bool { return !strings.HasPrefix(s.Subject, "word1") },
		"status:ope* status:hold":                  func(s stored) bool { return s.Status == "open" || s.Status == "hold" },
		"status:none status:closed":                func(s stored) bool { return s.Status == "closed" },
		"-updated>=2026-02-03":                     func(s stored) bool { return s.UpdatedAt < day(33)[:10] },
		"status<solved -requester:5 -word1 tags:b": func(s stored) bool { return rank(s) < 4 && s.Requester == 6 && !strings.HasPrefix(s.Subject, "word1") },
	} {
		for token, sees := range map[string]func(stored) bool{
			"": func(stored) bool { return true }, "full": func(s stored) bool { return s.Group != 61 }, "grouped": func(s stored) bool { return s.Group == 61 },
			"cc": func(s stored) bool { return s.Group != 61 || s.ID%10 == 0 }, "none": func(stored) bool { return false },
		} {
			want := slices.DeleteFunc(slices.Clone(all), func(s stored) bool { return !fits(s) || !sees(s) })
			slices.SortStableFunc(want, func(a, b stored) int { return strings.Compare(a.CreatedAt, b.CreatedAt) })
			slices.Reverse(want)
			call := "GET /search?query=" + url.QueryEscape("type:ticket "+query)
			first := run(t, fake, step{call: call, as: token, want: counted(len(want))})
			if got := first.each("results", "id"); got != idsOf(want[:min(100, len(want))]) {
				t.Errorf("%s as %q: %s, want %s", query, token, got, idsOf(want[:min(100, len(want))]))
			}
			run(t, fake, step{call: "GET /search/count?query=" + url.QueryEscape("type:ticket "+query), as: token, want: counted(len(want))})
			if third := run(t, fake, step{call: call + "&page=3", as: token}).each("results", "id"); third != idsOf(want[min(200, len(want)):min(300, len(want))]) {
				t.Errorf("%s as %q: page 3 is %s", query, token, third)
			}
		}
	}
}

// ccOf is the agent in CC of each tenth ticket; of the others it is somebody.
func ccOf(id int) int {
	if id%10 == 0 {
		return 12
	}
	return 6
}

func counted(count int) want { return want{"count": fmt.Sprint(count)} }
