package integration

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/steps"
	"github.com/sellsupport/zendesk/support"
)

const (
	appInstalled   = "Sell app in Support"
	sellAppName    = "Zendesk Sell"
	appInstallNote = "the product may still ask for consent when the app is first opened"
)

// appTask installs the Sell app if the settings contain its id, which no documentation
// gives.
func (c *check) appTask() task {
	id := c.cfg.Settings.Setup.AppID
	plan := func(ctx context.Context) ([]PlanStep, error) {
		q, _ := c.requirement(appInstalled)
		if q.State != NotMet || id == 0 {
			return []PlanStep{q.planned()}, nil
		}
		if found, err := c.lookForApp(ctx, false); err != nil || found.State != "" { // it is disabled
			return []PlanStep{q.planned()}, err
		}
		return []PlanStep{{Name: appInstalled, State: PlanAutomatic, Detail: fmt.Sprintf("install app %d; %s", id, appInstallNote), Link: marketplacePage}}, nil
	}
	return task{appInstalled, plan, func(context.Context) ([]steps.Step, error) {
		if id == 0 {
			return nil, nil
		}
		return []steps.Step{{Name: appInstalled, Look: c.lookForApp, Do: c.installApp, Lag: lag, Tries: tries}}, nil
	}}
}

// lookForApp finds the app by its id or its name. A disabled app stays disabled,
// because somebody disabled it on purpose.
func (c *check) lookForApp(ctx context.Context, _ bool) (steps.Answer, error) {
	for i, err := range c.cfg.Support.AppInstallations.All(ctx, support.AppInstallationQuery{}) {
		if err != nil {
			return steps.Answer{}, err
		}
		if i.AppID == c.cfg.Settings.Setup.AppID || strings.EqualFold(appName(i), sellAppName) {
			return steps.Answer{State: steps.Already, Detail: fmt.Sprintf("installation %d", i.ID)}, nil
		}
	}
	return steps.Answer{}, nil
}

func (c *check) installApp(ctx context.Context) (steps.Answer, error) {
	settings, err := json.Marshal(map[string]string{"name": sellAppName})
	if err != nil {
		return steps.Answer{}, err
	}
	i, err := c.cfg.Support.AppInstallations.Create(ctx, support.AppInstallationParams{
		AppID: zendesk.Set(c.cfg.Settings.Setup.AppID), Settings: settings, Enabled: zendesk.Set(true),
	})
	if err != nil {
		return steps.Answer{}, err
	}
	if i.PendingJobID != "" {
		if _, err := c.cfg.Support.AppInstallations.Job(i.PendingJobID).Wait(ctx); err != nil {
			return steps.Answer{}, err
		}
	}
	return steps.Answer{State: steps.Done, Detail: fmt.Sprintf("installation %d", i.ID)}, nil
}
