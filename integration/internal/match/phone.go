package match

import (
	"slices"
	"strings"
	"unicode"
)

// number is a phone number as it is dialled, however it was written.
type number struct {
	digits string // of an international number with the country code, without the +
	cc     string // the country code; "" for a number without one
}

// The lengths of numbers. E.164 allows at most 15 digits; shorter numbers than the
// minimum are extensions or service numbers, which many people share.
const (
	maxDigits        = 15
	minDigits        = 6
	minInternational = 7
	// minNational is the minimum length of a number without a country code to match
	// one with it: shorter ones match by chance.
	minNational = 8
)

// parse reads a phone number. ok is false if s is not one.
func parse(s string) (n number, ok bool) {
	digits, plus := dialled(s)
	if rest, exit := strings.CutPrefix(digits, "00"); exit {
		digits, plus = rest, true
	}
	if plus {
		if n.cc = countryCode(digits); n.cc != "" {
			national := digits[len(n.cc):]
			if !slices.Contains(zeroCounts, n.cc) {
				national = strings.TrimPrefix(national, "0") // +49 (0)171
			}
			n.digits = n.cc + national
			return n, len(n.digits) >= minInternational && len(n.digits) <= maxDigits
		}
	}
	n.digits = digits
	placeholder := digits == "" || strings.Trim(digits, digits[:1]) == "" // 000000
	return n, !placeholder && len(digits) >= minDigits && len(digits) <= maxDigits+len("0011")
}

// dialled reduces a text to its digits, and reports whether a + precedes them. It drops
// an extension and whatever else follows the number.
func dialled(s string) (digits string, plus bool) {
	var b []byte
	second := 0 // where a second number may begin
	runes := []rune(s)
	for i := 0; i < len(runes); i++ {
		c := runes[i]
		switch digit, isDigit := decimal(c); {
		case isDigit:
			b = append(b, digit)
		case c == '+' || c == '＋':
			if len(b) > 0 {
				return string(b), plus // another number
			}
			plus = true
		case strings.ContainsRune(",;#|\n", c):
			if len(b) > 0 {
				return string(b), plus
			}
		case c == '/' || c == '&':
			if second == 0 && len(b) >= minInternational {
				second = len(b)
			}
		case unicode.IsLetter(c):
			end := i
			for end < len(runes) && unicode.IsLetter(runes[end]) {
				end++
			}
			word := strings.ToLower(string(runes[i:end]))
			i = end - 1
			switch {
			case len(b) == 0: // Tel.
			case len(b) >= minInternational || slices.Contains(extensions, word):
				return string(b), plus
			default:
				b = append(b, keyed(word)...)
			}
		}
	}
	if len(b) > maxDigits+len("00") && second > 0 { // 0171 2345678 / 030 7654321
		b = b[:second]
	}
	return string(b), plus
}

// extensions are words that precede the number of an extension.
var extensions = []string{"x", "ext", "extn", "extension", "app", "dw", "доб", "poste", "int", "anexo", "ramal"}

// keyed turns letters, as in 1-800-FLOWERS, into the digits to dial.
func keyed(word string) []byte {
	const keys = "22233344455566677778889999"
	var b []byte
	for _, c := range word {
		if c >= 'a' && c <= 'z' {
			b = append(b, keys[c-'a'])
		}
	}
	return b
}

// decimal returns the digit that a rune stands for, in any script. In every script, the
// ten digits are consecutive.
func decimal(c rune) (byte, bool) {
	if c >= '0' && c <= '9' {
		return byte(c), true
	}
	if c < unicode.MaxASCII || !unicode.IsDigit(c) {
		return 0, false
	}
	first := c
	for unicode.IsDigit(first - 1) {
		first--
	}
	return '0' + byte((c-first)%10), true
}

// countryCodes2 are the country codes with two digits. 1 and 7 have one digit, all
// others three (E.164).
const countryCodes2 = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 " +
	"51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98"

func countryCode(digits string) string {
	switch {
	case len(digits) < 3 || digits[0] == '0':
		return ""
	case digits[0] == '1' || digits[0] == '7':
		return digits[:1]
	case strings.Contains(countryCodes2, digits[:2]):
		return digits[:2]
	}
	return digits[:3]
}

// zeroCounts are the countries where a number may start with a zero that is also dialled
// from abroad: Italy, Ivory Coast, Gabon, Congo, San Marino.
var zeroCounts = []string{"39", "225", "241", "242", "378"}

// trunks are the trunk prefixes of countries where it is not a zero.
var trunks = map[string][]string{"7": {"8"}, "36": {"06"}, "52": {"01"}, "370": {"8"}, "375": {"80"}, "993": {"8"}}

// exits are the international call prefixes other than 00.
var exits = []string{"011", "0011", "010", "810"}

func (n number) national() string { return n.digits[len(n.cc):] }

// atHome returns the forms of an international number as dialled in its country.
func (n number) atHome() []string {
	national := n.national()
	forms := []string{national}
	if !strings.HasPrefix(national, "0") {
		forms = append(forms, "0"+national)
	}
	for _, trunk := range trunks[n.cc] {
		forms = append(forms, trunk+national)
	}
	return forms
}

// same reports whether two numbers match. A number without a country code matches in
// every country: 0171 2345678 matches +49 171 2345678 and +43 171 2345678, which do not
// match each other.
func (n number) same(m number) bool {
	switch {
	case n.cc != "" && m.cc != "":
		return n.digits == m.digits
	case n.cc != "":
		return m.means(n)
	case m.cc != "":
		return n.means(m)
	case n.digits == m.digits:
		return true
	}
	if short := n.withoutTrunk(); len(short) >= minNational && short == m.withoutTrunk() {
		return true
	}
	if full, ok := n.withPlus(); ok && m.means(full) {
		return true
	}
	full, ok := m.withPlus()
	return ok && n.means(full)
}

// withoutTrunk returns a number without a country code, and without its trunk prefix: a
// zero, or the 8 of Russia, whose numbers have ten digits.
func (n number) withoutTrunk() string {
	if rest, ok := strings.CutPrefix(n.digits, "8"); ok && len(rest) == 10 {
		return rest
	}
	return strings.TrimPrefix(n.digits, "0")
}

// means reports whether a number without a country code can be the full number.
func (n number) means(full number) bool {
	prefix, ok := strings.CutSuffix(n.digits, full.digits)
	if ok && (prefix == "" || slices.Contains(exits, prefix)) {
		return true
	}
	return len(full.national()) >= minNational && slices.Contains(full.atHome(), n.digits)
}

// withPlus reads a long number as one whose + was left out. North American numbers are
// recognised by their own numbering plan.
func (n number) withPlus() (number, bool) {
	const least = 11
	digits := n.digits
	for _, exit := range exits {
		if rest, ok := strings.CutPrefix(digits, exit); ok && len(rest) >= least {
			digits = rest
		}
	}
	cc := countryCode(digits)
	if cc == "" || len(digits) < least || len(digits) > maxDigits {
		return number{}, false
	}
	if cc == "1" && (len(digits) != least || digits[1] < '2' || digits[4] < '2') {
		return number{}, false
	}
	return number{digits, cc}, true
}

// SamePhone reports whether two phone numbers match, in any spelling.
func SamePhone(a, b string) bool {
	n, ok := parse(a)
	m, also := parse(b)
	return ok && also && n.same(m)
}

// spelled is how many spellings of a number the lists are asked for.
const spelled = 3

// Spellings returns the forms in which a number is most likely stored, for lookups that
// compare what was typed: as given, as E.164 with the country code, and as digits only.
func Spellings(phone string) []string {
	phone = strings.TrimSpace(phone)
	n, ok := parse(phone)
	if !ok {
		return nil
	}
	all := []string{phone}
	if n.cc != "" {
		all = append(all, "+"+n.digits, n.digits)
		all = append(all, n.atHome()[1:]...)
	} else if all = append(all, n.digits); len(n.digits) > minNational {
		all = append(all, n.otherwise())
	}
	return first(all, spelled)
}

// nationals returns the forms in which an index may hold the national number: without
// the country code and prefixes, or as close to that as it could get.
func (n number) nationals() []string {
	if n.cc != "" {
		return append(n.atHome(), n.digits, "00"+n.digits)
	}
	all := []string{n.digits, n.otherwise()}
	for _, of := range trunks {
		for _, trunk := range of {
			if rest, ok := strings.CutPrefix(n.digits, trunk); ok && len(rest) >= minNational {
				all = append(all, rest)
			}
		}
	}
	if full, ok := n.withPlus(); ok {
		all = append(all, full.nationals()...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// otherwise returns a number without a country code with its leading zero added or
// removed.
func (n number) otherwise() string {
	if rest, ok := strings.CutPrefix(n.digits, "0"); ok {
		return rest
	}
	return "0" + n.digits
}

// first returns the first most texts, without duplicates.
func first(all []string, most int) []string {
	var some []string
	for _, s := range all {
		if len(some) < most && !slices.Contains(some, s) {
			some = append(some, s)
		}
	}
	return some
}
