//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows)

package tokenfile

import (
	"errors"
	"fmt"
	"os"
	"runtime"
)

// tryLock refuses: without a lock two processes could lose the tokens.
func tryLock(*os.File) (bool, error) {
	return false, fmt.Errorf("files cannot be locked on %s: write a zendesk.TokenStore of your own: %w", runtime.GOOS, errors.ErrUnsupported)
}
