package main

import (
	"bytes"
	"strings"
	"testing"
)

func none(string) string { return "" }

func TestPlanOfTheDemoCompany(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), nil, none, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"automatic Sell users in groups: add 7 memberships for 3 users",
		`automatic customers are told: create the trigger "Sell integration: tell customers of tickets from Sell" (https://`,
		"manual    layout: ", "4 automatic steps: carry them out with -apply.",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestApplyToTheDemoCompany(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-apply"}, none, &out); err != nil {
		t.Fatal(err)
	}
	_, applied, _ := strings.Cut(out.String(), "\n\n")
	want := "done    Sell users in groups: 7 of 7 memberships\n" +
		"done    tickets from Sell get a group: trigger"
	if !strings.HasPrefix(applied, want) || strings.Count(applied, "done ") != 4 || strings.Contains(applied, "failed") {
		t.Errorf("applied\n%s", applied)
	}
}

func TestBadInput(t *testing.T) {
	env := func(name string) string {
		if name == "ZENDESK_SUBDOMAIN" {
			return "acme"
		}
		return ""
	}
	for want, args := range map[string][]string{"ZENDESK_ACCESS_TOKEN": nil, "no-such-file": {"-settings", "no-such-file"}} {
		if err := run(t.Context(), args, env, new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", args, err)
		}
	}
}
