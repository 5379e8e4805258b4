package lease

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Prefix starts the tag of a claim,
// sell_claim_<ticket>_<agent>_<run>_<began>_<renewed>.
const Prefix = "sell_claim_"

// tag is a parsed claim.
type tag struct {
	text   string
	ticket int64
	run    Run
	at     time.Time // when it was taken or renewed
}

// NewRun returns a run that begins now; now is by the server's clock.
func NewRun(agent int64, now time.Time) Run {
	return Run{ID: strings.ToLower(rand.Text()), Agent: agent, Began: now.Truncate(time.Second)}
}

func newTag(ticket int64, run Run, at time.Time) string {
	return fmt.Sprintf("%s%d_%d_%s_%d_%d", Prefix, ticket, run.Agent, run.ID, run.Began.Unix(), at.Unix())
}

// parse reads the tag of a claim. It is strict, so that no other tag that starts with
// the prefix is taken for a claim.
func parse(text string) (tag, bool) {
	rest, ours := strings.CutPrefix(text, Prefix)
	parts := strings.Split(rest, "_")
	if !ours || len(parts) != 5 || parts[2] == "" {
		return tag{}, false
	}
	numbers := make([]int64, 0, 4)
	for _, i := range []int{0, 1, 3, 4} {
		n, err := strconv.ParseInt(parts[i], 10, 64)
		if err != nil || n < 0 {
			return tag{}, false
		}
		numbers = append(numbers, n)
	}
	run := Run{ID: parts[2], Agent: numbers[1], Began: time.Unix(numbers[2], 0)}
	return tag{text, numbers[0], run, time.Unix(numbers[3], 0)}, true
}

// Claimed reports whether a run has begun on the ticket and is not settled.
func Claimed(ticket int64, tags []string) bool { return len(claims(ticket, tags)) > 0 }

// ClaimOf returns the id of the run if a tag is its claim on the ticket.
func ClaimOf(ticket int64, text string) (run string, ok bool) {
	c, ok := parse(text)
	return c.run.ID, ok && c.ticket == ticket
}

// IsClaim reports whether a tag is a claim on any ticket.
func IsClaim(text string) bool {
	_, ok := parse(text)
	return ok
}

// claims returns the claims on the ticket. It skips those of other tickets, whose tags
// a follow-up ticket inherits.
func claims(ticket int64, tags []string) []tag {
	var all []tag
	for _, text := range tags {
		if c, ok := parse(text); ok && c.ticket == ticket {
			all = append(all, c)
		}
	}
	return all
}

// Without returns the tags without claims, and with one more if it is not empty.
func Without(tags []string, more string) []string {
	rest := slices.DeleteFunc(slices.Clone(tags), func(t string) bool { return IsClaim(t) || t == more })
	if more != "" {
		rest = append(rest, more)
	}
	return rest
}
