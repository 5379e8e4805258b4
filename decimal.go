package zendesk

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Decimal is an exact decimal number, such as an amount of money. It keeps its
// original text, so "1000.50" stays "1000.50". Compare with [Decimal.Cmp], because ==
// compares texts. The zero Decimal is 0.
//
// Both products return amounts as a JSON number or as a JSON string. A Decimal reads
// either, and is written as a string of plain digits; see [Decimal.MarshalJSON].
type Decimal struct{ text string }

// maxExponent keeps a number such as 1e999999999 from exhausting memory.
const maxExponent = 1000

// ParseDecimal parses a decimal number such as "-12.50" or "1e3".
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

// MustDecimal is like [ParseDecimal], for constants. It panics if s is invalid.
func MustDecimal(s string) Decimal {
	d, err := ParseDecimal(s)
	if err != nil {
		panic(err)
	}
	return d
}

// String returns the original text of the number.
func (d Decimal) String() string {
	if d.text == "" {
		return "0"
	}
	return d.text
}

// IsZero reports whether d is the zero Decimal, which was never set. It returns false
// for a number that was read as "0"; use [Decimal.Sign] for that.
func (d Decimal) IsZero() bool { return d.text == "" }

// Rat returns the number as a new exact fraction.
func (d Decimal) Rat() *big.Rat {
	r, _ := new(big.Rat).SetString(d.String()) // the text was checked when it was read
	return r
}

// Cmp compares the numbers: it returns -1 if d < other, 0 if they are equal, and +1 if
// d > other.
func (d Decimal) Cmp(other Decimal) int { return d.Rat().Cmp(other.Rat()) }

// Sign returns -1, 0 or +1.
func (d Decimal) Sign() int { return d.Rat().Sign() }

// MarshalJSON returns the number as a JSON string: its original text, unless that has
// an exponent, a plus sign or no digit before the point. Sell rejects those, so the
// number is written in plain digits: "1.0E7" as "10000000", "+5" as "5", ".5" as
// "0.5". By [Decimal.Cmp], the result always equals the original number.
func (d Decimal) MarshalJSON() ([]byte, error) { return json.Marshal(d.plain()) }

// plain returns the number without exponent and plus sign, and with a digit before the
// point. It keeps trailing zeros after the point.
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
		return errors.New("zendesk: not a decimal number") // do not quote a response
	}
	*d = Decimal{s}
	return nil
}
