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
func (c *call) words(k *kind, v *fake.View) *fake.Lookup {
	return v.Lookup("words", true, func(o fake.Object) []string { return eachWord(c.searchable(k, o)) })
}

// wordsOf is the records by the words of a property.
func (c *call) wordsOf(v *fake.View, name string, of property) *fake.Lookup {
	return v.Lookup("words of "+name, true, func(o fake.Object) []string { return eachWord(of.values(c, o)) })
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
func withWord(words *fake.Lookup, phrase string) (in fake.IDs, ok bool) {
	start, isPrefix := strings.CutSuffix(phrase, "*")
	switch want := wordsIn(start); {
	case len(want) == 0:
		return fake.IDs{}, true
	case len(want) > 1:
		return fake.IDs{}, false
	case isPrefix:
		return fake.Among(words.Starting(want[0])), true
	default:
		return fake.Among(words.Holding(want[0])), true
	}
}

// byWords finds the records that hold the words of a phrase somewhere.
func byWords(c *call, k *kind, v *fake.View, phrase string) []int64 {
	words := c.words(k, v)
	start, isPrefix := strings.CutSuffix(phrase, "*")
	want := wordsIn(start)
	if len(want) == 0 {
		return []int64{}
	}
	if last := len(want) - 1; isPrefix && last > 0 {
		want = want[:last]
	} else if isPrefix {
		return words.Starting(want[0])
	}
	return words.Holding(slices.MinFunc(want, func(a, b string) int { return len(words.Holding(a)) - len(words.Holding(b)) }))
}
