package export_test

import (
	"context"
	"fmt"
	"os"

	"github.com/sellsupport/zendesk/sell/export"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// directory is an empty one to copy to.
func directory() (dir string, remove func()) {
	dir, err := os.MkdirTemp("", "copy")
	if err != nil {
		panic(err)
	}
	return dir, func() { _ = os.RemoveAll(dir) }
}

func ExampleRun() {
	fake := selltest.New()
	fake.Seed("leads", `{"last_name":"Ruiz"}`, `{"last_name":"Soto"}`)
	dir, remove := directory()
	defer remove()

	manifest, err := export.Run(context.Background(), fake.Client(nil), dir, &export.Options{
		Progress: func(p export.Progress) {
			if p.Resource == "leads" && p.Finished {
				fmt.Println("leads:", p.Done)
			}
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range manifest.Resources {
		if r.Name == "leads" {
			fmt.Println(r.File, r.Count)
		}
	}
	// Output:
	// leads: 2
	// leads.ndjson 2
}

func ExampleVerify() {
	dir, remove := directory()
	defer remove()
	_, err := export.Verify(context.Background(), dir)
	fmt.Println(err != nil)
	// Output: true
}
