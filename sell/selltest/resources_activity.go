package selltest

import "strings"

// activityResources are what happened, what was sold and what is on file.
func activityResources() []*resource {
	return []*resource{
		{
			kind: "calls", typ: "call", verbs: "list get create update delete",
			attrs: parseAttrs(`
				id                  int  ro
				user_id             int  =self ref:users
				phone_number        text req
				summary             text null
				recording_url       text null
				outcome_id          int  null ref:call_outcomes
				duration            int  null
				incoming            bool null =false
				missed              bool null =false
				external_id         text null
				resource_type       text null in:lead,contact
				resource_id         int  null
				associated_deal_ids ids  null =[]
				made_at             time =now` + madeAttrs),
			filters: strings.Fields("resource_type resource_id associated_deal_id"),
			order:   "made_at:desc",
			visible: byRecord, settle: settleRelated,
		},
		{
			kind: "call_outcomes", typ: "call_outcome", verbs: "list",
			attrs: parseAttrs(`
				id         int  ro
				name       text ro =
				creator_id int  ro =self` + madeAttrs),
			noIDs: true, order: "id",
			born: []string{`{"id":1,"name":"Interested"}`},
		},
		{
			kind: "text_messages", typ: "text_message", verbs: "list get",
			attrs: parseAttrs(`
				id                    int  ro
				user_id               int  ro =self
				user_phone_number     text ro =
				content               text ro =
				incoming              bool ro =false
				resource_phone_number text ro =
				resource_type         text ro =none
				resource_id           int  ro null
				associated_deal_ids   ids  ro =[]
				sent_at               time ro =now` + madeAttrs),
			filters: strings.Fields("resource_type resource_id"),
			sorts:   []string{"id"}, order: "id:desc", paired: true,
			visible: byRecord,
			born:    []string{`{"id":1,"content":"On my way","user_phone_number":"+15550100","resource_phone_number":"+15550101","resource_type":"none","resource_id":null}`},
		},
		{
			kind: "visits", typ: "visit", verbs: "list",
			attrs: parseAttrs(`
				id                               int  ro
				creator_id                       int  ro =self
				outcome_id                       int  ro null
				resource_type                    text ro null
				resource_id                      int  ro null
				visited_at                       time ro =now
				resource_address                 text ro null
				rep_location_verification_status text ro null
				summary                          text ro null` + madeAttrs),
			filters: strings.Fields("outcome_id creator_id resource_type resource_id rep_location_verification_status"),
			sorts:   strings.Fields("id visited_at"), order: "id", paired: true,
			visible: byRecord,
			born:    []string{`{"id":1,"outcome_id":1,"resource_type":"contact","resource_id":null,"summary":"Showed the new model"}`},
		},
		{
			kind: "visit_outcomes", typ: "visit_outcome", verbs: "list",
			attrs: parseAttrs(`
				id         int  ro
				name       text ro =
				creator_id int  ro =self` + madeAttrs),
			order: "id", maxPage: 200,
			born: []string{`{"id":1,"name":"Met"}`},
		},
		{
			kind: "products", typ: "product", verbs: "list get create update delete", admin: true,
			attrs: parseAttrs(`
				id            int     ro
				name          text    req
				description   text    null
				sku           text    null
				active        bool    =true
				max_discount  int     null max:100
				max_markup    int     null
				cost          decimal null
				cost_currency text    null
				prices        prices  =[]
				version       int     ro null` + madeAttrs),
			filters: strings.Fields("name sku active"), sorts: strings.Fields("id created_at"), order: "id", maxPage: 500, pointer: "/data",
			show: showProduct,
		},
		{
			kind: "orders", typ: "order", verbs: "list get create update delete",
			attrs: parseAttrs(`
				id       int ro
				deal_id  int req ref:deals
				discount int =0` + madeAttrs),
			filters: []string{"deal_id"}, sorts: []string{"id"}, order: "id", maxPage: 500, unique: []string{"deal_id"},
			visible: byDeal,
		},
		{
			kind: "orders/{parent}/line_items", typ: "line_item", verbs: "list get create delete", parent: "orders",
			attrs: parseAttrs(`
				id          int     ro
				product_id  int     wo req ref:products
				name        text    ro =
				sku         text    ro null
				description text    ro null
				currency    text    req
				price       decimal null
				variation   decimal =0
				value       decimal null
				quantity    int     =1` + madeAttrs),
			filters: strings.Fields("quantity value"), sorts: strings.Fields("id updated_at"), order: "id",
			settle: settleLineItem,
		},
		{
			kind: "documents", typ: "document", verbs: "list get",
			attrs: parseAttrs(`
				id            int  ro
				resource_type text ro null
				resource_id   int  ro null
				creator_id    int  ro =self
				name          text ro =
				content_type  text ro =application/octet-stream
				size          int  ro =0
				download_url  text ro null` + madeAttrs),
			filters: strings.Fields("name resource_type resource_id"),
			sorts:   strings.Fields("id created_at updated_at"), order: "id",
			visible: byRecord, show: showDocument,
			born: []string{`{"id":1,"resource_type":"lead","resource_id":1,"name":"offer.txt","content_type":"text/plain","size":5}`},
		},
		{
			kind: "sequences", typ: "sequence", verbs: "list get",
			attrs: parseAttrs(`
				id          int  ro
				name        text ro =
				steps_total int  ro =0
				creator_id  int  ro =self
				steps       json ro null` + madeAttrs),
			filters: []string{"name"}, order: "id",
			born: []string{`{"id":1,"name":"Welcome","steps_total":1,"steps":{"items":[{"data":` +
				`{"id":1,"action_type":"task","delay_from_previous_step":1,"delay_from_previous_step_unit":"weekdays","position":0,` +
				`"action_properties":{"task_content":"Call back"}},"meta":{"type":"step"}}],"meta":{"type":"collection","count":1}}}`},
		},
		{
			kind: "sequence_enrollments", typ: "sequence_enrollment", verbs: "list get create update",
			attrs: parseAttrs(`
				id                                int  ro
				sequence_id                       int  wo req co ref:sequences
				actor_id                          int  co =self ref:users
				resource_type                     text co req in:lead,contact
				resource_id                       int  co req
				state                             text =active in:active,finished
				sequence                          json ro null
				enrollment_steps                  json ro null
				previously_executed_step_position int  ro null
				finished_at                       time ro null
				finished_reason                   text ro null
				finished_actor_id                 int  ro null
				created_at                        time ro =now`),
			filters: strings.Fields("resource_ids resource_id resource_type sequence_id state"), order: "id",
			visible: byRecord, settle: settleEnrollment,
		},
		{
			kind: "appointments", typ: "appointment", // in Firehose only
			attrs: parseAttrs(`
				id              int  ro
				creator_id      int  ro =self
				user_id         int  ro =self
				name            text ro =
				all_day         bool ro =false
				location        text ro null
				send_updates    bool ro =false
				reminder_offset int  ro null
				description     text ro null
				start_at        time ro null
				end_at          time ro null
				invitations     json ro =[]
				contexts        json ro =[]
				created_at      time ro =now`),
			visible: byRecord,
		},
	}
}
