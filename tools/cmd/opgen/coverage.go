package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
)

// officialSize is how many operations the official OpenAPI file of Support of
// April 2025 lists.
const officialSize = 489

// covered returns how many operations of the official file have a method here:
// some have several.
func covered(p *pkg) int {
	seen := make(map[string]bool)
	for _, op := range p.ops() {
		if _, unlisted := op.options["unlisted"]; !unlisted {
			seen[address(op.method, op.route)] = true
		}
	}
	return len(seen)
}

// address is a method and a route whatever its arguments are called.
func address(method, route string) string {
	return method + " " + argument.ReplaceAllString(strings.TrimSuffix(route, ".json"), "{}")
}

var argument = regexp.MustCompile(`\{[^}]*\}`)

// compare checks the operations of Support against the official file at path.
func compare(path string, p *pkg) error {
	data, err := os.ReadFile(path) //nolint:gosec // the user names the file
	if err != nil {
		return err
	}
	listed := addresses(string(data))
	var problems []error
	if len(listed) != officialSize {
		problems = append(problems, fmt.Errorf("%s lists %d operations, not %d", path, len(listed), officialSize))
	}
	for _, op := range p.ops() {
		_, unlisted := op.options["unlisted"]
		switch at := address(op.method, op.route); {
		case !listed[at] && !unlisted:
			problems = append(problems, fmt.Errorf("%s: the official file does not list %s %s: correct it, or say unlisted", op.full(p), op.method, op.route))
		case listed[at] && unlisted:
			problems = append(problems, fmt.Errorf("%s: the official file lists %s %s: it is not unlisted", op.full(p), op.method, op.route))
		}
	}
	return errors.Join(problems...)
}

var (
	pathLine   = regexp.MustCompile(`^  ['"]?(/[^:'"]*)['"]?:\s*$`)
	methodLine = regexp.MustCompile(`^    (get|put|post|patch|delete):\s*$`)
)

// addresses returns the operations that an OpenAPI file lists. It reads the one
// layout that the official file has.
func addresses(file string) map[string]bool {
	all := make(map[string]bool)
	path, inside := "", false
	for line := range strings.Lines(file) {
		line = strings.TrimRight(line, "\r\n")
		if line != "" && line[0] != ' ' {
			inside = strings.HasPrefix(line, "paths:")
		}
		if !inside {
			continue
		}
		if m := pathLine.FindStringSubmatch(line); m != nil {
			path = m[1]
		} else if m := methodLine.FindStringSubmatch(line); m != nil {
			all[address(strings.ToUpper(m[1]), path)] = true
		}
	}
	return all
}

// page is the page of what is covered.
func page(pkgs []*pkg) []byte {
	var b bytes.Buffer
	fmt.Fprint(&b, "# Coverage\n\n")
	fmt.Fprint(&b, "Every operation of the two APIs that has a method here. `tools/cmd/opgen` makes this page from the\n")
	fmt.Fprint(&b, "directives at the methods; `go generate` updates it, and CI fails when it is out of date.\n\n")
	fmt.Fprint(&b, "| API | services | operations | all of them |\n|---|---:|---:|---|\n")
	for _, p := range pkgs {
		fmt.Fprintf(&b, "| %s | %d | %d | [%s/operations.tsv](%s/operations.tsv) |\n", p.product, len(p.services), len(p.ops()), p.name, p.name)
	}
	for _, p := range pkgs {
		if p.name == "support" {
			fmt.Fprintf(&b, "\nThe official OpenAPI file of Support (April 2025) lists %d operations; %d of them have a method here. The\n", officialSize, covered(p))
			fmt.Fprint(&b, "tool compares each route with that file where the environment variable `SUPPORT_OAS` names it, and with the\n")
			fmt.Fprint(&b, "directives only where it does not. An operation marked * is not in the file.\n")
		}
	}
	fmt.Fprint(&b, "\nAn endpoint that has no method can be called with `Client.Call`.\n")
	for _, p := range pkgs {
		fmt.Fprintf(&b, "\n## %s\n\n| service | operations |\n|---|---|\n", p.product)
		for _, s := range p.services {
			var names []string
			for _, op := range s.ops {
				name := "`" + op.name + "`"
				if _, unlisted := op.options["unlisted"]; unlisted {
					name += "\\*"
				}
				names = append(names, name)
			}
			fmt.Fprintf(&b, "| `%s` | %s |\n", s.name, strings.Join(names, " "))
		}
	}
	return b.Bytes()
}
