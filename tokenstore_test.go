package zendesk_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sellsupport/zendesk"
	"golang.org/x/oauth2"
)

func TestMemoryTokenStore(t *testing.T) {
	store := zendesk.NewMemoryTokenStore()
	one := &oauth2.Token{AccessToken: "A1", RefreshToken: "R1"}
	two := &oauth2.Token{AccessToken: "A2", RefreshToken: "R2"}
	for i, step := range []struct {
		old, next *oauth2.Token
		done      bool
		then      string
	}{
		{one, two, false, ""},
		{nil, one, true, "A1"},
		{nil, two, false, "A1"},
		{&oauth2.Token{AccessToken: "A1", RefreshToken: "other"}, two, false, "A1"},
		{&oauth2.Token{AccessToken: "A1", RefreshToken: "R1", TokenType: "bearer"}, two, true, "A2"},
		{one, nil, false, "A2"},
		{two, nil, true, ""},
		{nil, one, true, "A1"},
	} {
		done, err := store.Swap(t.Context(), step.old, step.next)
		if err != nil || done != step.done {
			t.Fatalf("step %d: %v, %v", i, done, err)
		}
		got, err := store.Load(t.Context())
		if err != nil || (got == nil) != (step.then == "") || got != nil && got.AccessToken != step.then {
			t.Fatalf("step %d: stored %v, %v", i, got, err)
		}
	}
	one.AccessToken = "changed"
	if got, _ := store.Load(t.Context()); got.AccessToken != "A1" {
		t.Error("the caller can change what is stored")
	}
	if got := fmt.Sprintf("%v %+v %#v", store, store, store); strings.Contains(got, "A1") || strings.Contains(got, "R1") {
		t.Errorf("printed: %s", got)
	}
}

func TestMemoryTokenStoreLetsOneWin(t *testing.T) {
	store := zendesk.NewMemoryTokenStore()
	var won atomic.Int32
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			if done, _ := store.Swap(t.Context(), nil, &oauth2.Token{AccessToken: fmt.Sprint(i)}); done {
				won.Add(1)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d swaps won", won.Load())
	}
}
