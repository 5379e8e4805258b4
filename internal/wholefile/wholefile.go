// Package wholefile replaces files so that whatever happens they hold either the
// old or the new content, whole.
package wholefile

import (
	"fmt"
	"os"
	"path/filepath"
)

// Target follows symbolic links to the file that they lead to, whether or not
// there is one. What the directory's own path goes through is followed too.
func Target(path string) (string, error) {
	const most = 40
	for range most {
		info, err := os.Lstat(path)
		if err != nil || info.Mode()&os.ModeSymlink == 0 {
			return path, nil //nolint:nilerr // what is wrong with it, writing will say
		}
		to, err := os.Readlink(path)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(to) {
			// A link counts from the directory that it really lies in.
			dir, err := filepath.EvalSymlinks(filepath.Dir(path))
			if err != nil {
				return "", err
			}
			to = filepath.Join(dir, to)
		}
		path = to
	}
	return "", fmt.Errorf("%s: too many symbolic links", path)
}

// Temp returns the prefix and the suffix of the names that new contents have
// while they are written, beside the file.
func Temp(path string) (prefix, suffix string) { return "." + filepath.Base(path) + "-", ".tmp" }

// Write replaces a file, or makes it, and returns once it is on the disk. The
// path must be a [Target]: a link would be replaced itself.
func Write(path string, data []byte, mode os.FileMode) (err error) {
	dir := filepath.Dir(path)
	prefix, suffix := Temp(path)
	temp, err := os.CreateTemp(dir, prefix+"*"+suffix) // for its owner only
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = temp.Close()
			_ = os.Remove(temp.Name())
		}
	}()
	if _, err = temp.Write(data); err != nil {
		return err
	}
	if err = temp.Chmod(mode); err != nil {
		return err
	}
	if err = temp.Sync(); err != nil {
		return err
	}
	if err = temp.Close(); err != nil {
		return err
	}
	if err = os.Rename(temp.Name(), path); err != nil {
		return err
	}
	SyncDir(dir)
	return nil
}

// SyncDir makes the names in a directory survive a power cut, on systems that
// can do so.
func SyncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
