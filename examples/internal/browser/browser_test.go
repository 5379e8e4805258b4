package browser

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chromium returns the program to test with.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	t.Fatal("no Chromium found: install the package chromium, or set CHROMIUM to the program")
	return ""
}

// tab is an open browser tab. It collects what a page must not do.
type tab struct {
	context.Context
	mu     sync.Mutex
	faults []string
}

func (b *tab) fault(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, text)
}

// open starts a browser with a window of that width. The test fails if a page
// writes an error to the console or asks another origin than allowed.
func open(t *testing.T, width int, origins ...string) *tab {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.WindowSize(width, 900),
		chromedp.UserDataDir(t.TempDir()),
	)
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &tab{Context: ctx}
	if err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventConsoleAPICalled:
			if e.Type == "error" {
				b.fault("the console shows an error")
			}
		case *runtime.EventExceptionThrown:
			b.fault("a script failed: " + e.ExceptionDetails.Text)
		case *network.EventRequestWillBeSent:
			if !slices.ContainsFunc(origins, func(origin string) bool { return strings.HasPrefix(e.Request.URL, origin+"/") }) {
				b.fault("the page asks " + e.Request.URL)
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, fault := range b.faults {
			t.Error(fault)
		}
	})
	b.do(t, chromedp.EmulateViewport(int64(width), 900))
	return b
}

func (b *tab) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(b, steps...); err != nil {
		t.Fatal(err)
	}
}

// ask returns what an action reads from the page.
func ask[T any](t *testing.T, b *tab, action chromedp.Action[T]) T {
	t.Helper()
	value, err := chromedp.Run(b, action)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// text returns what a person reads in the elements of a selector.
func (b *tab) text(t *testing.T, selector string) string {
	t.Helper()
	return ask(t, b, chromedp.Text(chromedp.CSS(selector)))
}

// fits fails if the page is wider than its window.
func (b *tab) fits(t *testing.T) {
	t.Helper()
	if over := ask(t, b, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`)); over > 0 {
		t.Errorf("the page is %d pixels wider than the window", over)
	}
}

// shoot takes a picture of the whole page into SCREENSHOTS, if that is set.
func (b *tab) shoot(t *testing.T, name string) {
	t.Helper()
	picture := ask(t, b, chromedp.FullScreenshot(100))
	if len(picture) == 0 {
		t.Error("the picture is empty")
	}
	if dir := os.Getenv("SCREENSHOTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// sandbox starts examples/sandbox on free ports and returns its base URLs.
func sandbox(t *testing.T) (sell, support string) {
	t.Helper()
	program := filepath.Join(t.TempDir(), "sandbox")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./examples/sandbox")
	build.Dir = "../../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd := exec.CommandContext(t.Context(), program, "-sell", "127.0.0.1:0", "-support", "127.0.0.1:0")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(func() { cancel(); _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() })
	lines := bufio.NewScanner(out)
	for _, p := range []struct {
		name string
		url  *string
	}{{"sell", &sell}, {"support", &support}} {
		if !lines.Scan() || ctx.Err() != nil {
			t.Fatalf("the sandbox did not start: %v", lines.Err())
		}
		url, ok := strings.CutPrefix(lines.Text(), p.name+" ")
		if !ok {
			t.Fatalf("line %q, want the address of %s", lines.Text(), p.name)
		}
		*p.url = url
	}
	go func() { // the program must not wait for a reader
		for lines.Scan() {
		}
	}()
	return sell, support
}
