package support

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// Invocations lists the calls of a webhook.
//
// API page: Webhooks (webhooks/webhooks-api/webhooks).
//
//zendesk:op GET /api/v2/webhooks/{id}/invocations returns=invocations limit=webhooks:100/min unlisted
func (s WebhooksService) Invocations(webhookID string) Listing[WebhookInvocation, WebhookInvocationQuery] {
	return list[WebhookInvocation, WebhookInvocationQuery](s.rc, opWebhooksInvocations, webhookID)
}

// Attempts lists the attempts of a call and their results.
//
// API page: Webhooks (webhooks/webhooks-api/webhooks).
//
//zendesk:op GET /api/v2/webhooks/{webhook_id}/invocations/{id}/attempts returns=attempts limit=webhooks:100/min unlisted
func (s WebhooksService) Attempts(webhookID, invocationID string) Listing[WebhookAttempt, WebhookAttemptQuery] {
	return list[WebhookAttempt, WebhookAttemptQuery](s.rc, opWebhooksAttempts, webhookID, invocationID)
}

// Test makes Support call the endpoint of a webhook now, and returns the endpoint's
// response.
//
// API page: Webhooks (webhooks/webhooks-api/webhooks).
//
//zendesk:op POST /api/v2/webhooks/test class=append returns=response limit=webhooks-test:20/min unlisted
func (s WebhooksService) Test(ctx context.Context, id string, opts ...zendesk.CallOption) (*WebhookTestResponse, error) {
	req, err := named(opWebhooksTest, "webhook_id", id)
	if err != nil {
		return nil, err
	}
	return one[WebhookTestResponse](ctx, s.rc, req, opts)
}

// TestRequest makes Support call an endpoint for which there is no webhook yet. Support
// signs such a call with a publicly known secret.
//
// API page: Webhooks (webhooks/webhooks-api/webhooks).
//
//zendesk:op POST /api/v2/webhooks/test class=append sends=request returns=response limit=webhooks-test:20/min unlisted
func (s WebhooksService) TestRequest(ctx context.Context, p WebhookTestParams, opts ...zendesk.CallOption) (*WebhookTestResponse, error) {
	return one[WebhookTestResponse](ctx, s.rc, opWebhooksTestRequest.Request().With(p), opts)
}

// named returns a request without a body and with the id of a webhook in its query.
func named(op *rest.Op, parameter, id string) (rest.Request, error) {
	req := op.Request()
	if id == "" {
		return req, &zendesk.ArgumentError{Op: op.Name, Argument: "id", Problem: "is empty"}
	}
	req.Query = url.Values{parameter: {id}}
	return req, nil
}

// WebhookInvocation is one call of a webhook.
type WebhookInvocation struct {
	ID                string    `json:"id"`
	StatusCode        int64     `json:"status_code,omitzero"` // of the last response
	Status            string    `json:"status,omitzero"`      // such as terminated or throttled
	LatestCompletedAt time.Time `json:"latest_completed_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// WebhookAttempt is one attempt of a call.
type WebhookAttempt struct {
	ID           string          `json:"id"`
	InvocationID string          `json:"invocation_id,omitzero"`
	StatusCode   int64           `json:"status_code,omitzero"`
	Status       string          `json:"status,omitzero"`
	Request      json.RawMessage `json:"request,omitzero"` // headers and payload: customers' data, and perhaps credentials

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// WebhookTestParams is a call to test.
type WebhookTestParams struct {
	Endpoint       zendesk.Opt[string]                `json:"endpoint,omitzero"`
	HTTPMethod     zendesk.Opt[string]                `json:"http_method,omitzero"`
	RequestFormat  zendesk.Opt[WebhookFormat]         `json:"request_format,omitzero"`
	Authentication zendesk.Opt[WebhookAuthentication] `json:"authentication,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// WebhookTestResponse is the response of an endpoint.
type WebhookTestResponse struct {
	StatusCode int64               `json:"status_code,omitzero"`
	Headers    []WebhookTestHeader `json:"headers,omitzero"`
	Payload    string              `json:"payload,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// WebhookTestHeader is one header of a response.
type WebhookTestHeader struct {
	Key   string `json:"key,omitzero"`
	Value string `json:"value,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// WebhookInvocationQuery sets the page size of a listing of calls.
type WebhookInvocationQuery struct {
	PerPage int `query:"page[size],max=100"`
}

// WebhookAttemptQuery sets the page size of a listing of attempts.
type WebhookAttemptQuery struct {
	PerPage int `query:"page[size],max=100"`
}
