//go:build goexperiment.jsonv2 && !go1.27

package zendesk

// On Go 1.26 with GOEXPERIMENT=jsonv2 the JSON module is an alias of the
// standard library of that release, which silently ignores the tag option
// "embed": unknown members would be lost. Build without the experiment, or
// with Go 1.27.
var _ = goexperiment_jsonv2_needs_go1_27
