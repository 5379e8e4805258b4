package leave

import "strings"

// diary writes a calendar for each owner: open tasks and visits.
type diary struct {
	folder *folder
	files  map[string]*writer
}

func newDiary(f *folder) *diary { return &diary{folder: f, files: make(map[string]*writer)} }

func (d *diary) add(c *Copy, r *Record) error {
	task := r.Get("kind") == "task" && r.Get("done") != "true"
	if !task && r.Get("kind") != "visit" {
		return nil
	}
	owner := r.Get("owner_key")
	if owner == "" {
		owner = r.Get("author_key")
	}
	if owner == "" {
		owner = "no-owner"
	}
	w := d.files[owner]
	var b []byte
	if w == nil {
		var err error
		if w, err = d.folder.create("calendar/" + owner + ".ics"); err != nil {
			return err
		}
		d.files[owner] = w
		b = append(b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//sellsupport//leave//EN\r\n"...)
	}
	line := func(head, value string) {
		if value != "" {
			b = fold(b, head+":"+value)
		}
	}
	kind := map[bool]string{true: "VTODO", false: "VEVENT"}[task]
	line("BEGIN", kind)
	line("UID", r.Key)
	changed := r.Get("updated_at")
	if changed == "" {
		changed = r.Get("at")
	}
	line("DTSTAMP", utc(changed, "19700101T000000Z"))
	line("CREATED", utc(r.Get("created_at"), ""))
	summary := r.Get("subject")
	if summary == "" {
		summary = r.Get("kind")
	}
	line("SUMMARY", escape(summary))
	var about []string
	for link := range r.Each("activity_links") {
		if of, err := c.Find(link.Get("record_key")); err == nil && of != nil {
			about = append(about, title(of)+" ("+of.Key+")")
		}
	}
	line("DESCRIPTION", escape(strings.Join(append([]string{r.Get("body")}, about...), "\n")))
	line("LOCATION", escape(r.Get("address")))
	if task {
		line("DUE", utc(r.Get("due_at"), ""))
		line("STATUS", "NEEDS-ACTION")
	} else {
		line("DTSTART", utc(r.Get("at"), "19700101T000000Z"))
	}
	if at := utc(r.Get("remind_at"), ""); at != "" {
		b = append(b, "BEGIN:VALARM\r\nACTION:DISPLAY\r\n"...)
		line("DESCRIPTION", escape(summary))
		line("TRIGGER;VALUE=DATE-TIME", at)
		b = append(b, "END:VALARM\r\n"...)
	}
	line("END", kind)
	_, err := w.Write(b)
	return err
}

func (d *diary) close() error {
	for _, w := range d.files {
		if _, err := w.Write([]byte("END:VCALENDAR\r\n")); err != nil {
			return err
		}
		if err := w.close(); err != nil {
			return err
		}
	}
	return nil
}

// utc writes a time as RFC 5545 has it.
func utc(s, otherwise string) string {
	at, ok := instant(s)
	if !ok {
		return otherwise
	}
	return at.UTC().Format("20060102T150405Z")
}

// title is what a record is called.
func title(r *Record) string {
	if name := r.Get("name"); name != "" {
		return name
	}
	if name := strings.TrimSpace(r.Get("first_name") + " " + r.Get("last_name")); name != "" {
		return name
	}
	if name := r.Get("company_name"); name != "" {
		return name
	}
	return r.Get("subject")
}
