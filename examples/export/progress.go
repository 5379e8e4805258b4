package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/sellsupport/zendesk/sell/export"
)

// printer shows how far a copy is: one line that changes on a terminal, a line
// for each finished resource elsewhere.
type printer struct {
	out   io.Writer
	bar   bool
	drawn bool
}

const barWidth = 24

func (p *printer) show(now export.Progress) {
	if !p.bar {
		if now.Finished {
			fmt.Fprintf(p.out, "%s: %d\n", now.Resource, now.Done)
		}
		return
	}
	full := barWidth * now.Resources / max(now.Total, 1)
	fmt.Fprintf(p.out, "\r\033[K[%s%s] %d/%d %s: %d", strings.Repeat("#", full), strings.Repeat(".", barWidth-full),
		now.Resources, now.Total, now.Resource, now.Done)
	p.drawn = true
}

// end leaves the line of the bar.
func (p *printer) end() {
	if p.drawn {
		fmt.Fprintln(p.out)
	}
}

// terminal reports whether a file is one.
func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}
