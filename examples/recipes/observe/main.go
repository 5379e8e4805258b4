// Observe logs, traces and counts what a client does: with log/slog and
// OpenTelemetry, from the two hooks that every client has.
//
//	ZENDESK_SUBDOMAIN=… ZENDESK_ACCESS_TOKEN=… go run .
//
// It is a module of its own, so that OpenTelemetry does not become a dependency
// of the library.
package main

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"os"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	// A real program gives both providers an exporter.
	traces, metrics := sdktrace.NewTracerProvider(), sdkmetric.NewMeterProvider()
	logger := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	watch, err := newObserver(logger, traces, metrics)
	if err != nil {
		log.Fatal(err)
	}
	desk, err := support.NewClient(os.Getenv("ZENDESK_SUBDOMAIN"), zendesk.Bearer(os.Getenv("ZENDESK_ACCESS_TOKEN")),
		&support.Config{BaseURL: os.Getenv("ZENDESK_URL"), Observe: watch.attempt, ObserveWait: watch.wait})
	if err != nil {
		log.Fatal(err)
	}
	n := 0
	for _, err := range desk.Tickets.All(context.Background(), support.TicketQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		n++
	}
	fmt.Println(n, "tickets")
}
