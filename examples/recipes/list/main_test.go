package main

import (
	"net/http/httptest"
	"os"

	"github.com/sellsupport/zendesk/examples/internal/demo"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support/supporttest"
)

func Example() {
	crm, desk := selltest.New(), supporttest.New()
	demo.Fill(crm, desk)
	sellServer, supportServer := httptest.NewServer(crm), httptest.NewServer(desk)
	defer sellServer.Close()
	defer supportServer.Close()
	for name, value := range map[string]string{
		"SELL_URL": sellServer.URL, "SELL_ACCESS_TOKEN": selltest.DefaultToken,
		"ZENDESK_URL": supportServer.URL, "ZENDESK_ACCESS_TOKEN": supporttest.DefaultToken, "ZENDESK_SUBDOMAIN": demo.Subdomain,
	} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
		defer func() { _ = os.Unsetenv(name) }()
	}
	main()
	// Output:
	// deal 5102 Breakfast bars, four hotels 64000 EUR
	// deal 5101 Machines for the harbour branch 18400.50 EUR
	// ticket 35401 open Boiler does not heat
	// ticket 35402 pending Price of a second machine
	// ticket 35403 solved Descaling interval
	// ticket 35404 closed Invoice 118
	// ticket 35410 open Rental for a wedding
	// ticket 35420 hold Offer for four hotels
	// ticket 35430 new Call me back
	// ticket 35436 open Two machines for our kiosks
}
