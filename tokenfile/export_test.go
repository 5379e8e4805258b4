package tokenfile

import "context"

// Hold calls do while it has the lock of a file.
func Hold(path string, do func()) {
	err := New(path).locked(context.Background(), func(string) error {
		do()
		return nil
	})
	if err != nil {
		panic(err)
	}
}
