package match_test

import (
	"slices"
	"testing"

	"github.com/sellsupport/zendesk/integration/internal/match"
)

// numbers are spellings, each line of one number that is none of the others.
var numbers = [][]string{
	{
		"+49 171 2345678", "+491712345678", "+49-171-234-5678", "+49.171.2345678", "+49 (0)171 2345678", "+49 (171) 234 56 78", "+49 0171 2345678",
		"0049 171 2345678", "0049(0)171/2345678", "49 171 2345678", "491712345678", "0171 2345678", "(0171) 2345678", "0171/234 56 78", "0171-2345678",
		"171 2345678", "011 49 171 2345678", "tel:+49-171-2345678", "Tel.: 0171 2345678", "＋４９ １７１ ２３４５６７８", "٠١٧١٢٣٤٥٦٧٨",
		"+49 171 2345678 x12", "+49 171 2345678 ext. 12", "0171 2345678;ext=12", "+49\u00a0171\u20112345678", " 0171 2345678 (mobile) ",
		"0171 2345678 / 030 98765432", "+49 171 2345678 +49 30 98765432",
	},
	{"+49 171 2345679", "0171 2345679"},
	{"+49 30 98765432", "030 98765432", "0049 30 98765432"},
	{"+43 664 1234567", "0664 1234567"},
	{
		"+1 415 555 2671", "+14155552671", "(415) 555-2671", "415-555-2671", "415.555.2671", "1-415-555-2671", "1 (415) 555-2671", "001 415 555 2671",
		"011 1 415 555 2671", "4155552671", "+1 (415) 555-2671 ext. 5", "14155552671",
	},
	{"+1 800 356 9377", "1-800-FLOWERS", "1-800-356-9377", "(800) flowers"},
	{"+1 800 266 8228", "1-800-CONTACT"},
	{"+39 06 1234 5678", "06 1234 5678", "0039 06 12345678", "390612345678"},
	{"+7 495 123-45-67", "8 (495) 123-45-67", "+74951234567", "7 495 123 45 67", "495 1234567", "810 7 495 1234567"},
	{"+36 30 123 4567", "06 30 123 4567", "0036 30 1234567"},
	{"+44 20 7946 0018", "020 7946 0018", "0044 20 7946 0018", "+44 (0) 20 7946 0018", "442079460018"},
	{"+354 555 1234", "00354 5551234"},
	{"+45 12 34 56 78", "0045 12345678", "12 34 56 78"},
	{"555 1234", "5551234"},
	{"112233", "11 22 33"},
}

func TestSamePhone(t *testing.T) {
	for i, some := range numbers {
		for j, others := range numbers {
			for _, a := range some {
				for _, b := range others {
					if got, want := match.SamePhone(a, b), i == j; got != want {
						t.Errorf("%q and %q: %v, want %v", a, b, got, want)
					}
				}
			}
		}
	}
}

// What is no number, or the number of a great many, is nobody's.
func TestNoPhone(t *testing.T) {
	for _, s := range []string{"", "+", "unknown", "0", "112", "000000000", "0000 0000", "999 9999", "+49", "+49 171", "x12", "12345", "(0)", "+1234567890123456", "12345678901234567890123"} {
		if match.SamePhone(s, s) {
			t.Errorf("%q is a number", s)
		}
		var k match.Keys
		if k.AddPhone(s); !k.Empty() || match.Spellings(s) != nil {
			t.Errorf("%q is a key", s)
		}
	}
}

func TestSpellings(t *testing.T) {
	for phone, want := range map[string][]string{
		"+49 171 2345678":   {"+49 171 2345678", "+491712345678", "491712345678"},
		"+491712345678":     {"+491712345678", "491712345678", "01712345678"},
		"0171 2345678":      {"0171 2345678", "01712345678", "1712345678"},
		"0044 20 7946 0018": {"0044 20 7946 0018", "+442079460018", "442079460018"},
		"4155552671":        {"4155552671", "04155552671"},
	} {
		if got := match.Spellings(phone); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", phone, got, want)
		}
	}
}

func FuzzSamePhone(f *testing.F) {
	for _, some := range numbers {
		f.Add(some[0], some[1%len(some)])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if match.SamePhone(a, b) != match.SamePhone(b, a) {
			t.Errorf("%q and %q depend on their order", a, b)
		}
		for _, s := range match.Spellings(a) {
			if !match.SamePhone(a, s) {
				t.Errorf("%q is no spelling of %q", s, a)
			}
		}
	})
}

func TestKeys(t *testing.T) {
	var k match.Keys
	for _, s := range []string{" Ana@Example.com ", "ana@example.com", "", " ", "b@example.com"} {
		k.AddEmail(s)
	}
	for _, s := range []string{"0171 2345678", "(0171) 234 5678", "+49 171 2345678", "+491712345678", "171 2345678", "none"} {
		k.AddPhone(s)
	}
	if want := []string{"ana@example.com", "b@example.com"}; !slices.Equal(k.Emails(), want) {
		t.Errorf("addresses %q", k.Emails())
	}
	if want := []string{"0171 2345678", "+49 171 2345678"}; !slices.Equal(k.Phones(), want) { // the country is news
		t.Errorf("numbers %q", k.Phones())
	}
	for _, test := range []struct{ email, phone, mobile, want string }{
		{"ANA@example.com ", "", "", match.ByEmail},
		{"ana@example.com", "01712345678", "", match.ByEmail},
		{"x@example.com", "01712345678", "", match.ByPhone},
		{"", "1", "01712345678", match.ByPhone},
		{"x@example.com", "01712345679", "", ""},
		{"", "", "", ""},
	} {
		if got := k.By(test.email, test.phone, test.mobile); got != test.want {
			t.Errorf("%+v: %q", test, got)
		}
	}
}
