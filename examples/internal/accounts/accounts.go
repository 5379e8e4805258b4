// Package accounts joins the accounts that the example programs work on.
package accounts

import (
	"fmt"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/examples/internal/demo"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

// Integrate joins the accounts that the environment names: ZENDESK_SUBDOMAIN,
// ZENDESK_ACCESS_TOKEN and SELL_ACCESS_TOKEN, with ZENDESK_URL and SELL_URL for a
// stand-in. Without any of them it joins stand-ins of the demo company. The settings
// are those of the file, if there is one.
func Integrate(getenv func(string) string, settings integration.Settings, file string) (*integration.Integration, error) {
	if file != "" {
		var err error
		if settings, err = integration.LoadSettings(file); err != nil {
			return nil, err
		}
	}
	cfg := integration.Config{Settings: settings}
	subdomain, token, sellToken := getenv("ZENDESK_SUBDOMAIN"), getenv("ZENDESK_ACCESS_TOKEN"), getenv("SELL_ACCESS_TOKEN")
	if subdomain == "" && token == "" && sellToken == "" {
		crm, desk := demo.Company()
		cfg.Sell, cfg.Support = crm.Client(nil), desk.Client(nil)
		return integration.New(cfg)
	}
	var err error
	if cfg.Support, err = support.NewClient(subdomain, zendesk.Bearer(token), &support.Config{BaseURL: getenv("ZENDESK_URL")}); err != nil {
		return nil, fmt.Errorf("ZENDESK_SUBDOMAIN, ZENDESK_ACCESS_TOKEN: %w", err)
	}
	if cfg.Sell, err = sell.NewClient(zendesk.Bearer(sellToken), &sell.Config{BaseURL: getenv("SELL_URL")}); err != nil {
		return nil, fmt.Errorf("SELL_ACCESS_TOKEN: %w", err)
	}
	return integration.New(cfg)
}
