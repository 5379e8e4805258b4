package tokenfile_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/sellsupport/zendesk/tokenfile"
)

// The tests below start this binary again, as another process with the file.
const (
	roleVar = "TOKENFILE_TEST_ROLE"
	fileVar = "TOKENFILE_TEST_FILE"
)

func TestMain(m *testing.M) {
	switch os.Getenv(roleVar) {
	case "count": // so often
		count(200)
	case "count on":
		count(1 << 30)
	case "hold": // the lock, until stdin ends
		tokenfile.Hold(os.Getenv(fileVar), func() {
			fmt.Fprintln(os.Stdout, "held")
			_, _ = io.Copy(io.Discard, os.Stdin)
		})
	default:
		os.Exit(m.Run())
	}
}

// count raises the number in the file, and prints what it has stored.
func count(times int) {
	ctx := context.Background()
	s := tokenfile.New(os.Getenv(fileVar))
	for done := 0; done < times; {
		old, err := s.Load(ctx)
		if err != nil {
			panic(err)
		}
		n := 0
		if old != nil {
			n = number(old.AccessToken)
		}
		swapped, err := s.Swap(ctx, old, pair(n+1))
		if err != nil {
			panic(err)
		}
		if swapped {
			done++
			fmt.Fprintln(os.Stdout, n+1)
		}
	}
}

func number(token string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(token, "SECRET-A"))
	if err != nil {
		panic(err)
	}
	return n
}

func process(t *testing.T, role, path string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), roleVar+"="+role, fileVar+"="+path)
	cmd.Stderr = os.Stderr
	return cmd
}

// hold has another process take the lock until free is called.
func hold(t *testing.T, path string) (free func()) {
	t.Helper()
	cmd := process(t, "hold", path)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "held\n" {
		t.Fatalf("%q, %v", line, err)
	}
	return func() {
		if err := in.Close(); err != nil {
			t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
}

// However many processes swap, no number is stored twice and none is lost.
func TestProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens.json")
	const processes = 3
	var mu sync.Mutex
	seen := make(map[string]int)
	var all sync.WaitGroup
	for range processes {
		cmd := process(t, "count", path)
		all.Go(func() {
			out, err := cmd.Output()
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			for line := range strings.Lines(string(out)) {
				seen[line]++
			}
		})
	}
	all.Wait()
	for n := range processes * 200 {
		if got := seen[fmt.Sprintln(n+1)]; got != 1 {
			t.Errorf("%d was stored %d times", n+1, got)
		}
	}
	load(t, tokenfile.New(path), pair(processes*200))
}

// A process that is killed at any moment leaves the file whole, at least as new
// as what it knew to be stored, the lock free, and no tokens lying around once
// the next one has written.
func TestKilled(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "tokens.json")
	s := tokenfile.New(path)
	last := 0
	for round := range 20 {
		cmd := process(t, "count on", path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for i := 0; i <= round && lines.Scan(); i++ {
			if last, err = strconv.Atoi(lines.Text()); err != nil {
				t.Fatal(err)
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() { // what it still said
			if n, err := strconv.Atoi(lines.Text()); err == nil {
				last = n
			}
		}
		_ = cmd.Wait() // it was killed
		old, err := s.Load(t.Context())
		if err != nil || old == nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if n := number(old.AccessToken); n < last || n > last+1 {
			t.Fatalf("round %d: %d is stored, %d was said to be", round, n, last)
		}
	}
	left := filepath.Join(dir, ".tokens.json-1.tmp") // as a process that died leaves it
	if err := os.WriteFile(left, []byte("SECRET"), 0o600); err != nil {
		t.Fatal(err)
	}
	old, err := s.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	swap(t, s, old, pair(1), true)
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("left: %v, %v", entries, err)
	}
}
