package leadrouting_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestPurity: the package imports the standard library only, and nothing of it
// that has a clock, randomness or I/O.
func TestPurity(t *testing.T) {
	forbidden := map[string]bool{"time.Now": true, "time.Since": true, "time.Until": true, "time.After": true, "time.Sleep": true,
		"time.NewTimer": true, "time.NewTicker": true, "time.Tick": true, "time.AfterFunc": true, "time.Local": true, "time.LoadLocation": true}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		checked++
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			first, _, _ := strings.Cut(path, "/")
			switch {
			case strings.Contains(first, "."), first == "os", first == "net", first == "io", first == "log", first == "syscall", first == "unsafe", strings.Contains(path, "rand"):
				t.Errorf("%s imports %s", entry.Name(), path)
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && forbidden[x.Name+"."+s.Sel.Name] {
					t.Errorf("%s uses %s.%s", entry.Name(), x.Name, s.Sel.Name)
				}
			}
			return true
		})
	}
	if checked < 10 {
		t.Errorf("only %d files were checked", checked)
	}
}
