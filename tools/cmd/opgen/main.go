// Opgen keeps what the code says about the operations of the APIs in one place:
// the directives at the services and methods of packages sell and support.
//
//	//zendesk:resource Lead /v2/leads Get List Create Update Delete
//	type LeadsService struct{ rc *rest.Client }
//
// names a record, the route of its kind and the standard verbs that the API has
// for it. Opgen writes their methods. An operation that is no standard verb is
// an ordinary method, which says where it goes:
//
//	//zendesk:op POST /v2/lead_conversions
//	func (s LeadConversionsService) Convert(…)
//
// It is sent as opLeadConversionsConvert, which opgen writes as well.
//
// For each package that it is given, opgen writes verbs_gen.go, with the
// methods and the operations, and operations.tsv, the table of all of them; for
// all packages together, with -coverage, a Markdown page. With -check it writes
// nothing and fails where a file is not what it would write.
//
// Options of an operation follow its route, those of a standard verb stand
// behind it in parentheses, with semicolons between them:
//
//	class=append      what a repeat could do, where the method does not tell:
//	                  read, idempotent, upsert, create, append or once;
//	                  idempotent,append means: append with some arguments
//	limit=search-index:2500/min
//	                  a limit of the operation's own, per s or min. Operations with
//	                  the same name share it; where the API's headers name the
//	                  limit, as in Zendesk-RateLimit-search-index, it is that name
//	keyed             it takes an idempotency key
//	reach=1000        how many records its page numbers reach
//	bare              its next page may be named by a token instead of a link
//	sends=ticket      the member that wraps what is sent, none where it is empty
//	returns=tickets   the member that holds what is returned, likewise
//	unlisted          the official OpenAPI file does not list it
//
// Options of a resource come before its verbs:
//
//	one=, many=       the members of one record and of many, where they are not
//	                  the record's name and the last part of the route
//	query=, params=   the types, where they are not LeadQuery and LeadParams
//	nouns=            what the texts call the records, where it is not the name of
//	                  the service
//	id=string         the type of ids, where it is not int64
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// generatedFile holds the methods and operations of a package.
const generatedFile = "verbs_gen.go"

func main() {
	check := flag.Bool("check", false, "write nothing; fail where a file is not up to date")
	coverage := flag.String("coverage", "", "the Markdown page of what is covered")
	flag.Parse()
	if err := run(flag.Args(), *coverage, *check); err != nil {
		fmt.Fprintln(os.Stderr, "opgen:", err)
		os.Exit(1)
	}
}

// run reads the packages in dirs and writes what follows from them.
func run(dirs []string, coverage string, check bool) error {
	if len(dirs) == 0 {
		return errors.New("name the directory of at least one package")
	}
	var pkgs []*pkg
	var stale []string
	write := func(path string, data []byte) error {
		old, err := os.ReadFile(path)
		if err == nil && bytes.Equal(old, data) {
			return nil
		}
		if check {
			stale = append(stale, path)
			return nil
		}
		return os.WriteFile(path, data, 0o644) //nolint:gosec // sources are for all to read
	}
	for _, dir := range dirs {
		p, err := read(dir)
		if err != nil {
			return err
		}
		pkgs = append(pkgs, p)
		source, err := p.generate()
		if err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		if err := errors.Join(write(filepath.Join(dir, generatedFile), source), write(filepath.Join(dir, "operations.tsv"), p.table())); err != nil {
			return err
		}
	}
	if coverage != "" {
		if err := write(coverage, page(pkgs)); err != nil {
			return err
		}
	}
	for _, p := range pkgs {
		if p.name != "support" {
			continue
		}
		official := os.Getenv("SUPPORT_OAS")
		if official == "" {
			fmt.Println("SUPPORT_OAS is not set: the operations of Support are compared with the directives only, not with the official file")
			continue
		}
		if err := compare(official, p); err != nil {
			return err
		}
		fmt.Printf("%d of the %d operations of the official file of Support have a method\n", covered(p), officialSize)
	}
	if len(stale) > 0 {
		slices.Sort(stale)
		return fmt.Errorf("not up to date, run go generate ./...: %q", stale)
	}
	return nil
}
