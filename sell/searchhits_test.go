package sell_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
)

// Each documented member has its field, and stands among the attributes.
func TestHitsAreWhole(t *testing.T) {
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	day := zendesk.Date{Year: 2026, Month: 3, Day: 1}
	porto := &sell.SearchAddress{City: "Porto"}
	search := func(body string) sell.SearchService {
		return connect(t, ok(`{"items":[{"successful":true,"items":[{"data":`+body+`}]}]}`)).Search
	}
	person := `"uid":"u7","fax":"1","twitter":"t","facebook":"f","linkedin":"l","skype":"s","tag_ids":[4,5],"last_activity_date":"2026-03-01T09:00:00Z","location":{"lat":41.1},"shipping_address":{"city":"Porto"}`

	testHit(t, search(`{"id":7,`+person+`}`).Leads(), sell.LeadHit{
		ID: 7, UID: "u7", Fax: "1", Twitter: "t", Facebook: "f", LinkedIn: "l", Skype: "s", TagIDs: []int64{4, 5}, LastActivityDate: at,
		Location: json.RawMessage(`{"lat":41.1}`), ShippingAddress: porto,
	}, "uid", "fax", "twitter", "facebook", "linkedin", "skype", "tag_ids", "last_activity_date", "location", "shipping_address")

	testHit(t, search(`{"id":7,`+person+`,"company_name":"Ruiz Bikes","company_id":51,"parent_company_id":52,"parent_company_name":"Costa"}`).Contacts(), sell.ContactHit{
		ID: 7, UID: "u7", Fax: "1", Twitter: "t", Facebook: "f", LinkedIn: "l", Skype: "s", TagIDs: []int64{4, 5}, LastActivityDate: at,
		Location: json.RawMessage(`{"lat":41.1}`), ShippingAddress: porto,
		CompanyName: "Ruiz Bikes", CompanyID: 51, ParentCompanyID: 52, ParentCompanyName: "Costa",
	}, "uid", "fax", "twitter", "facebook", "linkedin", "skype", "tag_ids", "last_activity_date", "location", "company_id", "parent_company_id")

	testHit(t, search(`{"id":7,"uid":"u7","normalized_decimal_value":12.5,"forecasted_value":6.25,"exchange_rate":{"rate":1.25,"value":10},"pipeline":"Sales","estimated_win_likelihood":50,
		"close_date":"2026-03-01","close_date_with_time":"2026-03-01T09:00:00Z","added_at_with_time":"2026-03-01T09:00:00Z","address":{"city":"Porto"},"last_activity_date":"2026-03-01T09:00:00Z",
		"contact":{"id":52,"name":"Ana Ruiz","last_name":"Ruiz"}}`).Deals(), sell.DealHit{
		ID: 7, UID: "u7", NormalizedDecimalValue: zendesk.MustDecimal("12.5"), ForecastedValue: zendesk.MustDecimal("6.25"),
		ExchangeRate: &sell.SearchRate{Rate: zendesk.MustDecimal("1.25"), Value: zendesk.MustDecimal("10")}, Pipeline: "Sales", EstimatedWinLikelihood: 50,
		CloseDate: day, CloseDateWithTime: at, AddedAtWithTime: at, Address: porto, LastActivityDate: at,
		Contact: &sell.SearchContact{ID: 52, Name: "Ana Ruiz", LastName: "Ruiz"},
	}, "uid", "normalized_decimal_value", "forecasted_value", "exchange_rate", "pipeline", "estimated_win_likelihood", "close_date", "close_date_with_time", "added_at_with_time", "address", "last_activity_date")

	testHit(t, search(`{"id":7,"uid":"u7","tag_ids":[4],"associated_deal_ids":[91],"associated_contact_ids":[51,52]}`).Notes(), sell.NoteHit{
		ID: 7, UID: "u7", TagIDs: []int64{4}, AssociatedDealIDs: []int64{91}, AssociatedContactIDs: []int64{51, 52},
	}, "uid", "tag_ids", "associated_deal_ids", "associated_contact_ids")

	testHit(t, search(`{"id":7,"uid":"u7","reminder_offset":15}`).Tasks(), sell.TaskHit{ID: 7, UID: "u7", ReminderOffset: 15}, "uid", "reminder_offset")
}

func testHit[Hit any](t *testing.T, index sell.SearchIndex[Hit], want Hit, attributes ...sell.SearchAttribute) {
	t.Helper()
	equal(t, "hit", *onlyHit(t, index), want)
	for _, name := range attributes {
		if !slices.Contains(index.Attributes(), name) {
			t.Errorf("%T: no attribute %s", want, name)
		}
	}
}
