//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package tokenfile

import (
	"errors"
	"os"
	"syscall"
)

// tryLock takes the lock unless somebody has it. It belongs to the open file, so
// it also keeps apart two users within a process, and closing frees it.
func tryLock(f *os.File) (bool, error) {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		case !errors.Is(err, syscall.EINTR):
			return false, err
		}
	}
}
