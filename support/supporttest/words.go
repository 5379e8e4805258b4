package supporttest

import (
	"slices"
	"strings"
	"unicode"

	"github.com/sellsupport/zendesk/internal/fake"
)

// wordsIn splits a text into its words, in lower case.
func wordsIn(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}

// contains reports whether a text holds the words of a phrase one after the
// other, in any case; with * at the end the last one may go on.
func contains(text, phrase string) bool {
	start, isPrefix := strings.CutSuffix(phrase, "*")
	want, have := wordsIn(start), wordsIn(text)
	if len(want) == 0 {
		return false
	}
	for i := 0; i+len(want) <= len(have); i++ {
		if fitsWords(have[i:i+len(want)], want, isPrefix) {
			return true
		}
	}
	return false
}

func fitsWords(have, want []string, isPrefix bool) bool {
	last := len(want) - 1
	return slices.Equal(have[:last], want[:last]) && (have[last] == want[last] || isPrefix && strings.HasPrefix(have[last], want[last]))
}

// searched are the members in which bare words are looked for.
var searched = map[string][]string{
	"ticket":       {"id", "subject", "description"},
	"user":         {"name", "email", "phone", "external_id", "notes", "details", "alias"},
	"organization": {"name", "details", "notes", "external_id"},
	"group":        {"name", "description"},
}

// searchable are the texts of a record in which bare words are looked for.
func (s *Server) searchable(k *kind, o fake.Object) []string {
	var all []string
	for _, member := range searched[k.one] {
		if text := o.Text(member); text != "" {
			all = append(all, text)
		}
	}
	id, _ := o.Int("id")
	switch k {
	case tickets:
		for _, r := range s.under("comments", id) {
			all = append(all, r.object.Text("body"))
		}
	case users:
		all = append(all, s.identityValues(id, "")...)
	}
	return all
}

// words is the records by the words in which bare words are looked for.
func (c *call) words(v *view) *lookup {
	return v.lookup("words", func(o fake.Object) []string { return eachWord(c.searchable(v.kind, o)) })
}

// wordsOf is the records by the words of a property.
func (c *call) wordsOf(v *view, name string, of property) *lookup {
	return v.lookup("words of "+name, func(o fake.Object) []string { return eachWord(of.values(c, o)) })
}

// eachWord returns the words of texts, each once.
func eachWord(texts []string) []string {
	var all []string
	for _, text := range texts {
		for _, word := range wordsIn(text) {
			if !slices.Contains(all, word) {
				all = append(all, word)
			}
		}
	}
	return all
}

// withWord returns the records that hold a phrase of one word, which may go on
// where it ends in *; ok is false for a longer one.
func withWord(words *lookup, phrase string) (in idset, ok bool) {
	start, isPrefix := strings.CutSuffix(phrase, "*")
	switch want := wordsIn(start); {
	case len(want) == 0:
		return nothing, true
	case len(want) > 1:
		return nothing, false
	case isPrefix:
		return idsIn(words.starting(want[0])), true
	default:
		return idsIn(words.ids[want[0]]), true
	}
}

// byWords finds the records that hold the words of a phrase somewhere.
func byWords(c *call, v *view, phrase string) []int64 {
	words := c.words(v)
	start, isPrefix := strings.CutSuffix(phrase, "*")
	want := wordsIn(start)
	if len(want) == 0 {
		return []int64{}
	}
	if last := len(want) - 1; isPrefix && last > 0 {
		want = want[:last]
	} else if isPrefix {
		return words.starting(want[0])
	}
	return words.ids[slices.MinFunc(want, func(a, b string) int { return len(words.ids[a]) - len(words.ids[b]) })]
}
