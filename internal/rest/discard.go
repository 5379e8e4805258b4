package rest

// Discarded is a member that holds a secret which nobody needs: it is read
// over, so that it is neither kept in Extra nor ever printed.
type Discarded struct{}

// UnmarshalJSON reads over the value.
func (*Discarded) UnmarshalJSON([]byte) error { return nil }

// IsZero leaves the member out of what is written.
func (Discarded) IsZero() bool { return true }
