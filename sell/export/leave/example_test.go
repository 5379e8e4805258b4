package leave_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/export"
	"github.com/sellsupport/zendesk/sell/export/leave"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// smallCopy copies a small account.
func smallCopy() (dir string, remove func()) {
	dir, err := os.MkdirTemp("", "copy")
	if err != nil {
		panic(err)
	}
	fake := selltest.New()
	fake.Seed("users", `{"id":11,"name":"Ana","email":"ana@example.com"}`)
	fake.Seed("contacts", `{"id":31,"owner_id":11,"is_organization":true,"name":"Casa"}`, `{"id":32,"owner_id":11,"name":"Eva Soto","last_name":"Soto","contact_id":31}`)
	if _, err := export.Run(context.Background(), fake.Client(&sell.Config{Limiter: unlimited{}}), filepath.Join(dir, "copy"), nil); err != nil {
		panic(err)
	}
	return dir, func() { _ = os.RemoveAll(dir) }
}

// A program of its own reads records with all that hangs on them, such as to send
// them to an API.
func ExampleCopy_Records() {
	dir, remove := smallCopy()
	defer remove()
	ctx := context.Background()

	c, err := leave.Open(ctx, filepath.Join(dir, "copy"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close() //nolint:errcheck // only read
	for person, err := range c.Records(ctx, "people") {
		if err != nil {
			fmt.Println(err)
			return
		}
		company, err := c.Find(person.Get("company_key"))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(person.Key, person.Get("name"), "of", company.Get("name"))
	}
	// Output: sell-contact-32 Eva Soto of Casa
}

func ExampleCopy_Write() {
	dir, remove := smallCopy()
	defer remove()
	ctx := context.Background()

	c, err := leave.Open(ctx, filepath.Join(dir, "copy"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close() //nolint:errcheck // only read
	target, err := leave.LoadTarget("zoho")
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := c.Write(ctx, filepath.Join(dir, "zoho"), target, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range result.Files {
		if f.Name == "Contacts.csv" {
			fmt.Println(f.Name, f.Rows)
		}
	}
	for _, count := range result.Counts {
		if count.Resource == "contacts" {
			fmt.Println(count.InCopy, "=", count.Written, "+", count.LeftOut)
		}
	}
	// Output:
	// Contacts.csv 1
	// 2 = 2 + 0
}

func ExampleCopy_Check() {
	dir, remove := smallCopy()
	defer remove()
	ctx := context.Background()

	c, err := leave.Open(ctx, filepath.Join(dir, "copy"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close() //nolint:errcheck // only read
	target, err := leave.LoadTarget("freshsales", []byte(`{"limits":{"cell":6}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = c.Check(ctx, target, nil, func(f leave.Finding) {
		if f.Field == "Sales owner" && f.Table == "people" {
			fmt.Println(f.Key, f.Problem, f.Detail)
		}
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output: sell-contact-32 too-long has 15 characters; Freshsales takes 6
}
