package selltest

import "strings"

const namedSorts = "id name created_at updated_at"

// named is a resource whose records are names that the account chooses from.
func named(kind, typ, attrs string) *resource {
	return &resource{
		kind: kind, typ: typ, verbs: "list get create update delete",
		attrs: parseAttrs(`
			id         int  ro
			creator_id int  ro =self
			name       text req` + attrs + madeAttrs),
		filters: []string{"name"}, sorts: strings.Fields(namedSorts), order: "id", unique: []string{"name"},
	}
}

// accountResources are the account, its users and what it is set up with.
func accountResources() []*resource {
	definitions := func(kind, name string) *resource {
		return &resource{
			kind: kind + "/custom_fields", typ: "custom_field", verbs: "list",
			attrs: parseAttrs(`
				id               int   ro
				name             text  ro =
				type             text  ro =string
				choices          json  ro null
				for_contact      bool  ro null
				for_organisation bool  ro null` + madeAttrs),
			noIDs: true, order: "id", whole: true,
			born: []string{`{"name":"` + name + `","type":"string"}`},
		}
	}
	industries := func(kind string) *resource {
		return &resource{
			kind: kind + "/industries", typ: "industry", verbs: "list",
			attrs: parseAttrs(`name text ro =` + madeAttrs),
			noIDs: true, order: "name",
			born: []string{`{"name":"Retail"}`},
		}
	}
	return []*resource{
		{
			kind: "accounts", typ: "account", profile: true,
			attrs: parseAttrs(`
				id          int  ro
				name        text ro =Example
				currency    text ro null
				time_format text ro null
				timezone    text ro null
				phone       text ro null
				subdomain   text ro null` + madeAttrs),
			born: []string{`{"id":1,"name":"Example","currency":"EUR","time_format":"24H","timezone":"UTC+01:00","phone":null,"subdomain":"example"}`},
		},
		{
			kind: "users", typ: "user", verbs: "list get", profile: true,
			attrs: parseAttrs(`
				id                  int  ro
				name                text ro =
				email               text ro =
				status              text ro =active
				invited             bool ro null
				confirmed           bool ro =true
				phone_number        text ro null
				role                text ro =user
				roles               json ro =[]
				team_name           text ro null
				group               json ro null
				reports_to          int  ro null
				timezone            text ro null
				deleted_at          time ro null
				zendesk_user_id     text ro null
				identity_type       text ro null
				system_tags         json ro null
				detached            bool ro null
				sell_login_disabled bool ro null
				confirmation_token  text ro null` + madeAttrs),
			filters: strings.Fields("name email role role_id status confirmed zendesk_user_ids identity_type"),
			sorts:   strings.Fields(namedSorts), order: "id",
			born: []string{`{"id":1,"name":"Olivia Owner","email":"olivia@example.com","status":"active","invited":true,"confirmed":true,` +
				`"phone_number":null,"role":"admin","roles":[],"team_name":"Olivia's team","group":null,"reports_to":null,"timezone":"UTC+01:00",` +
				`"deleted_at":null,"zendesk_user_id":"1001","identity_type":"person","system_tags":[],"detached":false,"sell_login_disabled":false,"confirmation_token":null}`},
		},
		{
			kind: "pipelines", typ: "pipeline", verbs: "list",
			attrs: parseAttrs(`
				id         int  ro
				name       text ro =
				disabled   bool ro =false
				locale_key text ro null` + madeAttrs),
			filters: strings.Fields("name disabled"), sorts: strings.Fields("id"), order: "id",
			born: []string{`{"id":1,"name":"Sales Pipeline","disabled":false,"locale_key":null}`},
		},
		{
			kind: "stages", typ: "stage", verbs: "list",
			attrs: parseAttrs(`
				id          int  ro
				name        text ro =
				category    text ro =in_progress
				active      bool ro =true
				position    int  ro =0
				likelihood  int  ro null
				pipeline_id int  ro =1
				position_hash     text ro null
				has_original_name bool ro null
				locale_key        text ro null` + madeAttrs),
			filters: strings.Fields("pipeline_id active name"), sorts: strings.Fields("id position"), order: "id",
			born: []string{
				`{"id":1,"name":"Incoming","category":"incoming","active":true,"position":1,"likelihood":10,"pipeline_id":1,"has_original_name":true,"locale_key":null}`,
				`{"id":2,"name":"Qualified","category":"in_progress","active":true,"position":2,"likelihood":40,"pipeline_id":1,"has_original_name":true,"locale_key":null}`,
				`{"id":3,"name":"Won","category":"won","active":false,"position":3,"likelihood":100,"pipeline_id":1,"has_original_name":true,"locale_key":null}`,
				`{"id":4,"name":"Unqualified","category":"unqualified","active":false,"position":4,"likelihood":0,"pipeline_id":1,"has_original_name":true,"locale_key":null}`,
				`{"id":5,"name":"Lost","category":"lost","active":false,"position":5,"likelihood":0,"pipeline_id":1,"has_original_name":true,"locale_key":null}`,
			},
		},
		{
			kind: "lead_statuses", typ: "lead_status", verbs: "list",
			attrs: parseAttrs(`
				id   int  ro
				name text ro =` + madeAttrs),
			noIDs: true, order: "id",
			born: []string{`{"id":1,"name":"New"}`, `{"id":2,"name":"Working"}`, `{"id":3,"name":"Unqualified"}`},
		},
		{
			kind: "lead_unqualified_reasons", typ: "lead_unqualified_reason", verbs: "list",
			attrs: parseAttrs(`
				id         int  ro
				name       text ro =
				creator_id int  ro =self` + madeAttrs),
			order: "id",
			born:  []string{`{"id":1,"name":"No budget"}`},
		},
		named("lead_sources", "source", "\nresource_type text =lead in:lead,deal"),
		named("deal_sources", "source", "\nresource_type text =deal in:lead,deal"),
		named("sources", "source", "\nresource_type text =lead in:lead,deal"),
		named("loss_reasons", "loss_reason", ""),
		named("deal_unqualified_reasons", "deal_unqualified_reason", ""),
		{
			kind: "tags", typ: "tag", verbs: "list get create update delete",
			attrs: parseAttrs(`
				id            int  ro
				creator_id    int  ro =self
				name          text req
				resource_type text req in:lead,contact,deal` + madeAttrs),
			filters: strings.Fields("creator_id name resource_type"),
			sorts:   strings.Fields("name updated_at created_at"),
			order:   "updated_at", unique: []string{"name", "resource_type"},
		},
		definitions("lead", "Region"),
		definitions("contact", "Birthday"),
		definitions("deal", "Tier"),
		definitions("prospect_and_customer", "Segment"),
		industries("lead"),
		industries("contact"),
	}
}
