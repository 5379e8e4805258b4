package demo

import (
	"context"

	"github.com/sellsupport/zendesk"
)

// Unlimited is a limiter for clients of stand-ins, which take any number of
// requests a second. Real accounts do not: their clients keep the default.
type Unlimited struct{}

// Wait implements [zendesk.Limiter].
func (Unlimited) Wait(context.Context, zendesk.Op) error { return nil }

// Report implements [zendesk.Limiter].
func (Unlimited) Report(context.Context, zendesk.Op, zendesk.Outcome) {}
