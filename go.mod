module github.com/sellsupport/zendesk

go 1.26.0

require (
	github.com/go-json-experiment/json v1.27.2
	golang.org/x/oauth2 v0.37.0
)
