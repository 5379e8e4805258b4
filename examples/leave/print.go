package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/sell/export/leave"
)

// printer shows how far a run is, on one line that changes; elsewhere than on a
// terminal it is silent until the end.
type printer struct {
	out   io.Writer
	bar   bool
	drawn bool
}

const barWidth = 24

func (p *printer) show(now leave.Progress) {
	if !p.bar {
		return
	}
	full := int(barWidth * now.Done / max(now.Total, 1))
	fmt.Fprintf(p.out, "\r\033[K[%s%s] %d of %d %s", strings.Repeat("#", min(full, barWidth)), strings.Repeat(".", max(barWidth-full, 0)), now.Done, now.Total, now.Step)
	p.drawn = true
}

// end leaves the line of the bar.
func (p *printer) end() {
	if p.drawn {
		fmt.Fprintln(p.out)
	}
	p.drawn = false
}

// terminal reports whether a file is one.
func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}

// result tells what was written, and that it adds up.
func (p *printer) result(r *leave.Result, o *options) {
	var copied, written, left, same int64
	fmt.Fprintf(p.out, "%-38s %9s %9s %9s %9s\n", "", "in copy", "written", "left out", "unchanged")
	for _, c := range r.Counts {
		if c.InCopy > 0 {
			fmt.Fprintf(p.out, "%-38s %9d %9d %9d %9d\n", c.Resource, c.InCopy, c.Written, c.LeftOut, c.Unchanged)
		}
		copied, written, left, same = copied+c.InCopy, written+c.Written, left+c.LeftOut, same+c.Unchanged
	}
	fmt.Fprintf(p.out, "%-38s %9d %9d %9d %9d\n", "all", copied, written, left, same)
	fmt.Fprintf(p.out, "\n%d files in %s. report.html shows what was left out or changed, and why: read and sign it before you cancel.\n", len(r.Files), o.out)
	if o.target != nil {
		fmt.Fprintln(p.out, "setup.html says what to make in", o.target.Title, "first, and in which order to import the files.")
	}
}

// setup prints the set-up list: each field, and of long lists the beginning.
func (p *printer) setup(items []leave.SetupItem, t *leave.Target, all bool) {
	if len(items) == 0 {
		return
	}
	fmt.Fprintf(p.out, "\nTo make in %s before the import:\n", t.Title)
	for _, what := range []string{"pipeline", "stage", "field", "choice"} {
		n := 0
		for _, i := range items {
			if i.What != what {
				continue
			}
			if n++; n > most && !all {
				continue
			}
			line := []string{fmt.Sprintf("  %s %q", what, i.Name)}
			for _, more := range []struct{ before, text string }{{"of ", i.Field}, {"in ", i.In}, {"on ", i.Object}, {"type ", i.Type}} {
				if more.text != "" {
					line = append(line, more.before+more.text)
				}
			}
			fmt.Fprintln(p.out, strings.Join(line, ", "))
		}
		if n > most && !all {
			fmt.Fprintf(p.out, "  … and %d more; -all prints them, and setup.csv will have them\n", n-most)
		}
	}
}

// most is how many findings of a kind are printed.
const most = 10

// findings collects what a check finds.
type findings struct {
	out   io.Writer
	all   bool
	of    map[string][]leave.Finding
	count map[string]int
	total int
}

func newList(out io.Writer, all bool) *findings {
	return &findings{out: out, all: all, of: make(map[string][]leave.Finding), count: make(map[string]int)}
}

func (l *findings) add(f leave.Finding) {
	l.total++
	if l.count[f.Problem]++; l.all || l.count[f.Problem] <= most {
		l.of[f.Problem] = append(l.of[f.Problem], f)
	}
}

// print names records and fields. It shows no values of customers: what stands in
// a record is read in Sell.
func (l *findings) print() {
	problems := make([]string, 0, len(l.of))
	for problem := range l.of {
		problems = append(problems, problem)
	}
	slices.Sort(problems)
	for _, problem := range problems {
		fmt.Fprintf(l.out, "\n%s: %d\n  What to do: %s.\n", problem, l.count[problem], l.of[problem][0].Do)
		for _, f := range l.of[problem] {
			fmt.Fprintf(l.out, "  %s, %s: %s\n", f.Key, f.Field, f.Detail)
		}
		if more := l.count[problem] - len(l.of[problem]); more > 0 {
			fmt.Fprintf(l.out, "  … and %d more; -all prints them\n", more)
		}
	}
}
