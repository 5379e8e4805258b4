package zendesk_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each Go block of the README is copied from an example that runs in the tests,
// so that none of them can go stale.
func TestREADMECodeIsTested(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	tested := exampleCode(t)
	blocks := 0
	for i, part := range strings.Split(string(readme), "\n```") {
		code, ok := strings.CutPrefix(part, "go\n")
		if i%2 == 0 || !ok {
			continue
		}
		blocks++
		if !strings.Contains(tested, flush(code)) {
			t.Errorf("this block is in no example:\n%s", code)
		}
	}
	if blocks < 4 {
		t.Errorf("%d Go blocks found; the README has more", blocks)
	}
}

// exampleCode is the text of all test files and of the example programs, which
// have tests of their own.
func exampleCode(t *testing.T) string {
	var all strings.Builder
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") && !(strings.HasPrefix(path, "examples/recipes/") && strings.HasSuffix(path, ".go")) {
			return err
		}
		code, err := os.ReadFile(path)
		all.WriteString(flush(string(code)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// flush takes the indentation away, which differs.
func flush(code string) string {
	var b strings.Builder
	for line := range strings.Lines(code) {
		if line = strings.TrimSpace(line); line != "" {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}
