package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/sellsupport/zendesk"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
)

// observer turns what the hooks report into logs, spans and metrics. The names and
// routes of operations come from a fixed set and contain no ids, so they are safe as
// span names and metric labels; nothing here contains a query or a token.
type observer struct {
	log      *slog.Logger
	tracer   trace.Tracer
	attempts metric.Int64Counter
	duration metric.Float64Histogram
	queued   metric.Float64Histogram
}

func newObserver(logger *slog.Logger, traces trace.TracerProvider, metrics metric.MeterProvider) (*observer, error) {
	const scope = "github.com/sellsupport/zendesk/examples/recipes/observe"
	meter := metrics.Meter(scope)
	attempts, err1 := meter.Int64Counter("zendesk.client.attempts", metric.WithDescription("Requests sent, retries included."))
	duration, err2 := meter.Float64Histogram("zendesk.client.duration", metric.WithUnit("s"), metric.WithDescription("Duration of one attempt."))
	queued, err3 := meter.Float64Histogram("zendesk.client.queued", metric.WithUnit("s"), metric.WithDescription("Time that the limiter held a request back."))
	return &observer{logger, traces.Tracer(scope), attempts, duration, queued}, errors.Join(err1, err2, err3)
}

// attempt is the hook Observe: it is called after each attempt.
func (o *observer) attempt(ctx context.Context, a zendesk.Attempt) {
	level := slog.LevelDebug
	if a.Err != nil {
		level = slog.LevelWarn
	}
	o.log.LogAttrs(ctx, level, "zendesk request", slog.String("op", a.Op.Name), slog.Int("attempt", a.N), slog.Int("status", a.Status),
		slog.Duration("queued", a.Queued), slog.Duration("took", a.Elapsed), slog.Duration("wait", a.Wait),
		slog.String("request_id", a.RequestID), slog.Any("error", a.Err))

	labels := []attribute.KeyValue{
		attribute.String("zendesk.product", a.Op.Product), attribute.String("zendesk.op", a.Op.Name),
		attribute.String("http.request.method", a.Op.Method), attribute.String("url.template", a.Op.Route),
		attribute.Int("http.response.status_code", a.Status),
	}
	set := metric.WithAttributes(labels...)
	o.attempts.Add(ctx, 1, set)
	o.duration.Record(ctx, a.Elapsed.Seconds(), set)
	o.queued.Record(ctx, a.Queued.Seconds(), set)

	end := time.Now()
	_, span := o.tracer.Start(ctx, a.Op.Name, trace.WithSpanKind(trace.SpanKindClient), trace.WithTimestamp(end.Add(-a.Elapsed)))
	span.SetAttributes(labels...)
	span.SetAttributes(attribute.Int("http.request.resend_count", a.N-1))
	if a.Err != nil {
		span.SetStatus(codes.Error, a.Err.Error())
	}
	span.End(trace.WithTimestamp(end))
}

// wait is the hook ObserveWait: it is called before a backoff, and once when the
// limiter has held a request back for a second.
func (o *observer) wait(ctx context.Context, w zendesk.Wait) {
	o.log.LogAttrs(ctx, slog.LevelInfo, "zendesk wait", slog.String("op", w.Op.Name), slog.String("reason", string(w.Reason)), slog.Duration("for", w.For))
}
