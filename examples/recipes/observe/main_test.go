package main

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk/examples/internal/demo"
	"github.com/sellsupport/zendesk/support"
	"go.opentelemetry.io/otel/codes"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

// A refused request and its retry are two log lines, two spans and two attempts.
func TestObserver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		spans := tracetest.NewSpanRecorder()
		reader := sdkmetric.NewManualReader()
		var out bytes.Buffer
		logger := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
		watch, err := newObserver(logger, sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans)), sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)))
		if err != nil {
			t.Fatal(err)
		}
		_, server := demo.Company()
		server.FailNext(1, http.StatusTooManyRequests, http.Header{"Retry-After": {"20"}})
		server.Latency(func() time.Duration { return 300 * time.Millisecond })
		desk := server.Client(&support.Config{Observe: watch.attempt, ObserveWait: watch.wait})
		if _, err := desk.Tickets.Get(t.Context(), demo.DanielTicket); err != nil {
			t.Fatal(err)
		}

		ended := spans.Ended()
		if len(ended) != 2 || ended[0].Name() != "support.Tickets.Get" || ended[0].Status().Code != codes.Error || ended[1].Status().Code != codes.Unset {
			t.Errorf("spans %v", ended)
		}
		if took := ended[1].EndTime().Sub(ended[1].StartTime()); took != 300*time.Millisecond {
			t.Errorf("the span lasts %v", took)
		}
		for _, want := range []string{"status=429", "wait=20s", "reason=retry_after for=20s", "attempt=2 status=200"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("no %q in the log\n%s", want, out.String())
			}
		}
		var data metricdata.ResourceMetrics
		if err := reader.Collect(t.Context(), &data); err != nil {
			t.Fatal(err)
		}
		counts := make(map[int64]int64) // by status
		for _, m := range data.ScopeMetrics[0].Metrics {
			if sum, ok := m.Data.(metricdata.Sum[int64]); ok {
				for _, p := range sum.DataPoints {
					status, _ := p.Attributes.Value("http.response.status_code")
					counts[status.AsInt64()] += p.Value
				}
			}
		}
		if counts[429] != 1 || counts[200] != 1 || len(counts) != 2 {
			t.Errorf("attempts by status: %v", counts)
		}
	})
}
