package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// journal is a file with a line of JSON for each ticket that is done.
type journal struct {
	file *os.File
	done map[int64]bool
}

type entry struct {
	Ticket  int64  `json:"ticket"`
	Outcome string `json:"outcome"`
	Lead    int64  `json:"lead,omitempty"`
}

func openJournal(path string) (*journal, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	j := &journal{file: file, done: make(map[int64]bool)}
	if err := j.read(); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return j, nil
}

// read takes in what is done. The last line may be cut short, as by a crash: it
// is written anew.
func (j *journal) read() error {
	whole := int64(0)
	lines := bufio.NewReader(j.file)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		var e entry
		if err := json.Unmarshal(bytes.TrimSpace(line), &e); err != nil || e.Ticket == 0 {
			return fmt.Errorf("%q is not a line of this program", bytes.TrimSpace(line))
		}
		j.done[e.Ticket] = true
		whole += int64(len(line))
	}
	if err := j.file.Truncate(whole); err != nil {
		return err
	}
	_, err := j.file.Seek(whole, io.SeekStart)
	return err
}

func (j *journal) has(ticket int64) bool { return j != nil && j.done[ticket] }

func (j *journal) note(ticket int64, outcome string, lead int64) error {
	if j == nil {
		return nil
	}
	line, err := json.Marshal(entry{ticket, outcome, lead})
	if err != nil {
		return err
	}
	j.done[ticket] = true
	_, err = j.file.Write(append(line, '\n'))
	return err
}

func (j *journal) Close() error { return j.file.Close() }
