module github.com/sellsupport/zendesk

go 1.26.0

require (
	github.com/go-json-experiment/json v1.27.2
	github.com/hashicorp/go-cleanhttp v0.5.2
	github.com/jarcoal/httpmock v1.4.2
	golang.org/x/oauth2 v0.37.0
)
