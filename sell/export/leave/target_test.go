package leave_test

import (
	"os"
	"testing"

	"github.com/sellsupport/zendesk/sell/export/leave"
)

func TestScratch(t *testing.T) {
	c := open(t, copyOf(t, company(t)))
	for _, name := range leave.Targets() {
		target, err := leave.LoadTarget(name)
		if err != nil {
			t.Error(err)
			continue
		}
		out := "/tmp/leave-" + name
		os.RemoveAll(out)
		res, err := c.Check(t.Context(), target, nil, func(f leave.Finding) { t.Log(f.Key, f.Field, f.Problem, f.Detail) })
		if err != nil {
			t.Error(err)
			continue
		}
		_, err = c.Write(t.Context(), out, target, &leave.Options{Owners: &leave.Owners{Default: "olivia@acme.example.com"}})
		if err != nil {
			t.Error(err)
		}
		for _, n := range res.Counts {
			if n.InCopy != n.Written+n.LeftOut {
				t.Error(name, n)
			}
		}
		for _, r := range res.Reasons {
			t.Log(r)
		}
	}
}
