package browser

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestSandboxPages(t *testing.T) {
	sell, support := sandbox(t)
	for _, width := range []int{360, 1280} {
		name := strconv.Itoa(width)
		t.Run(name, func(t *testing.T) {
			b := open(t, width, sell, support)
			b.do(t, chromedp.Navigate(support+"/"))
			if got := b.text(t, "h1"); got != "Zendesk Support sandbox" {
				t.Errorf("title %q", got)
			}
			b.fits(t)
			b.shoot(t, "sandbox-support-"+name)

			b.do(t, chromedp.Click(chromedp.CSS(`a[href="/?kind=tickets"]`)), chromedp.WaitVisible(chromedp.CSS(".rows")))
			b.fits(t)
			b.shoot(t, "sandbox-tickets-"+name)
			b.do(t, chromedp.Click(chromedp.CSS(`a[href="/?kind=tickets&id=35436"]`)), chromedp.WaitNotPresent(chromedp.CSS(".rows")))
			if got := b.text(t, "pre"); !strings.Contains(got, `"subject": "Two machines for our kiosks"`) {
				t.Errorf("the record reads %q", got)
			}
			b.fits(t)
			b.shoot(t, "sandbox-ticket-"+name)

			b.do(t, chromedp.Navigate(sell+"/"), chromedp.Click(chromedp.CSS(`a[href="/?kind=leads"]`)), chromedp.WaitVisible(chromedp.CSS(".rows")))
			if got := b.text(t, "h2"); got != "leads" {
				t.Errorf("heading %q", got)
			}
			b.fits(t)
		})
	}
}
