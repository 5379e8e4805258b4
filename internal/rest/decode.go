package rest

import "github.com/sellsupport/zendesk/internal/record"

// Unmarshal decodes an answer that is not a record.
func Unmarshal(data []byte, out any) error { return record.Unmarshal(data, out) }
