package zendesk

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Date is a calendar date without time of day or time zone, such as the expected
// close date of a deal. The zero Date means no date.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the date of t in t's own zone.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// ParseDate parses "2006-01-02". Because some responses contain a full RFC 3339 time
// instead of a date, it accepts that too and uses its date as written.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		if t, err = time.Parse(time.RFC3339, s); err != nil {
			return Date{}, fmt.Errorf("zendesk: %q is not a date of the form 2006-01-02", s)
		}
	}
	return DateOf(t), nil
}

// String returns the date as "2006-01-02", or "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Time(time.UTC).Format(time.DateOnly)
}

// Time returns the start of the day in loc.
func (d Date) Time(loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

// IsZero reports whether d is the zero Date.
func (d Date) IsZero() bool { return d == Date{} }

// Compare returns -1 if d is before other, 0 if they are equal, and +1 if d is after
// other.
func (d Date) Compare(other Date) int { return d.Time(time.UTC).Compare(other.Time(time.UTC)) }

// MarshalJSON returns "2006-01-02" as a JSON string, or null for the zero Date.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(d.String())
}

// UnmarshalJSON reads a string as [ParseDate] does, or null.
func (d *Date) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*d = Date{}
		return nil
	}
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	v, err := ParseDate(s)
	if err != nil {
		return errors.New("zendesk: not a date of the form 2006-01-02") // do not quote a response
	}
	*d = v
	return nil
}
