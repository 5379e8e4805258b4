package wire

// Hidden holds a value where no formatting reaches it: fmt follows the pointers
// of an unexported field when the verb does not fit, without asking the methods
// of what it finds, and a value in use may change while it is printed.
type Hidden[T any] struct{ get func() T }

// Hide hides v.
func Hide[T any](v T) Hidden[T] { return Hidden[T]{func() T { return v }} }

// Get returns the value.
func (h Hidden[T]) Get() T { return h.get() }
