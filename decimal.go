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
// reads either and is written as a string.
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

// MarshalJSON writes the number as a JSON string.
func (d Decimal) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

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
