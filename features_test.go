package zendesk_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Each row of the table of features names a test that exists, and what it says does
// the work is declared.
func TestFeaturesAreTested(t *testing.T) {
	page, err := os.ReadFile("docs/features.md")
	if err != nil {
		t.Fatal(err)
	}
	code := func(pattern string) string {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		var all strings.Builder
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
		}
		return all.String()
	}
	source := code("integration/*.go") + code("leadrouting/*.go")
	rows := 0
	for row := range strings.SplitSeq(string(page), "\n") {
		cells := strings.Split(row, "|")
		if len(cells) != 5 || strings.Contains(cells[1], "**") || strings.Contains(cells[1], "---") || strings.TrimSpace(cells[3]) == "test" {
			continue
		}
		rows++
		names := regexp.MustCompile("`Test[A-Za-z]+`").FindAllString(cells[3], -1)
		if len(names) == 0 {
			t.Errorf("no test shows this: %s", row)
		}
	}
	if rows < 25 {
		t.Errorf("%d rows found", rows)
	}
	for _, name := range regexp.MustCompile("`(?:[a-z]+\\.)?([A-Z][A-Za-z.]+)`").FindAllStringSubmatch(string(page), -1) {
		words := strings.Split(name[1], ".")
		if last := words[len(words)-1]; !regexp.MustCompile(`(?m)(func (\([a-z]+ \*?[A-Za-z]+\) )?` + last + `\(|^\s*` + last + `[ ,=]|(const|var|type) ` + last + ` )`).MatchString(source) {
			t.Errorf("%s is not declared", name[1])
		}
	}
}
