package zendesk

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Decimal is an exact decimal number, such as an amount of money. It keeps the
// text it was made from, so "1000.50" stays "1000.50"; compare with
// [Decimal.Cmp], since == compares texts. The zero Decimal is 0.
//
// Both products answer amounts as a JSON number or as a JSON string; a Decimal
// reads either and is written as a string, in plain digits; see
// [Decimal.MarshalJSON].
type Decimal struct{ text string }

// maxExponent keeps a number such as 1e999999999 from filling the memory.
const maxExponent = 1000

// ParseDecimal reads a decimal number such as "-12.50" or "1e3".
func ParseDecimal(s string) (Decimal, error) {
	if !isDecimal(s) {
		return Decimal{}, fmt.Errorf("zendesk: %q is not a decimal number", s)
	}
	return Decimal{s}, nil
}

func isDecimal(s string) bool {
	mantissa, exponent, found := strings.Cut(strings.ToLower(s), "e")
	if found {
		if n, err := strconv.Atoi(exponent); err != nil || n > maxExponent || n < -maxExponent {
			return false
		}
	}
	digits := 0
	for i, c := range mantissa {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.' && strings.Count(mantissa, ".") == 1:
		case (c == '-' || c == '+') && i == 0:
		default:
			return false
		}
	}
	return digits > 0
}

// MustDecimal is [ParseDecimal] for constants; it panics on a bad one.
func MustDecimal(s string) Decimal {
	d, err := ParseDecimal(s)
	if err != nil {
		panic(err)
	}
	return d
}

// String returns the text that the number was made from.
func (d Decimal) String() string {
	if d.text == "" {
		return "0"
	}
	return d.text
}

// IsZero reports whether d is the zero Decimal, one that was never given. It is
// false for a number that was read as "0"; see [Decimal.Sign] for that.
func (d Decimal) IsZero() bool { return d.text == "" }

// Rat returns the number as a new exact fraction.
func (d Decimal) Rat() *big.Rat {
	r, _ := new(big.Rat).SetString(d.String()) // the text was checked when it was read
	return r
}

// Cmp compares the numbers: -1 when d < other, 0 when equal, +1 when d > other.
func (d Decimal) Cmp(other Decimal) int { return d.Rat().Cmp(other.Rat()) }

// Sign returns -1, 0 or +1.
func (d Decimal) Sign() int { return d.Rat().Sign() }

// MarshalJSON writes the number as a JSON string: the text that it was made
// from, but for one with an exponent, a plus sign or no digit before the point.
// Sell refuses those, so the same number is written in plain digits: "1.0E7" as
// "10000000", "+5" as "5", ".5" as "0.5". What is written is always equal to what
// was read, as [Decimal.Cmp] sees it.
func (d Decimal) MarshalJSON() ([]byte, error) { return json.Marshal(d.plain()) }

// plain returns the number without exponent and plus sign, and with a digit
// before the point. Digits that are zero are kept behind the point.
func (d Decimal) plain() string {
	unsigned := strings.TrimLeft(d.String(), "+-")
	if !strings.ContainsAny(d.text, "eE+") && unsigned[0] != '.' {
		return d.String()
	}
	sign := ""
	if d.text[0] == '-' {
		sign = "-"
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(unsigned), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	shift, _ := strconv.Atoi(exponent) // the text was checked when it was read; 0 for none
	point := len(whole) + shift
	if point < 0 {
		digits, point = strings.Repeat("0", -point)+digits, 0
	}
	digits += strings.Repeat("0", max(point-len(digits), 0))
	whole, fraction = strings.TrimLeft(digits[:point], "0"), digits[point:]
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		fraction = "." + fraction
	}
	return sign + whole + fraction
}

// UnmarshalJSON reads a JSON number, a JSON string or null.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	s := string(data)
	if s == "null" {
		*d = Decimal{}
		return nil
	}
	if s != "" && s[0] == '"' {
		if err := json.Unmarshal(data, &s); err != nil {
			return err
		}
	}
	if !isDecimal(s) {
		return errors.New("zendesk: not a decimal number") // an answer is not quoted
	}
	*d = Decimal{s}
	return nil
}
