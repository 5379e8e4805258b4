package selltest

import "strings"

// The attributes that leads and contacts share.
const personAttrs = `
	title         text    null
	description   text    null
	industry      text    null
	website       text    null
	email         text    null
	phone         text    null
	mobile        text    null
	fax           text    null
	twitter       text    null
	facebook      text    null
	linkedin      text    null
	skype         text    null
	address       address null
`

const madeAttrs = `
	created_at    time ro =now
	updated_at    time ro =now
`

// recordResources are the records that salespeople work with.
func recordResources() []*resource {
	return []*resource{
		{
			kind: "leads", typ: "lead", verbs: "list get create update delete upsert",
			attrs: parseAttrs(`
				id                    int  ro
				creator_id            int  ro =self
				owner_id              owner   =self
				first_name            text null
				last_name             text null
				organization_name     text null
				status                text =New
				source_id             int  null ref:lead_sources|sources
				unqualified_reason_id int  null ref:lead_unqualified_reasons
				` + personAttrs + `
				tags                  tags   =[]
				custom_fields         custom ={}` + madeAttrs),
			filters: strings.Fields("creator_id owner_id source_id first_name last_name organization_name status email phone mobile address custom_fields"),
			sorts:   strings.Fields("id first_name last_name organization_name email created_at updated_at"),
			order:   "updated_at", tagged: true, version: true,
			owned: true, visible: byOwner, settle: settleLead,
		},
		{
			kind: "contacts", typ: "contact", verbs: "list get create update delete upsert",
			attrs: parseAttrs(`
				id                     int  ro
				creator_id             int  ro =self
				owner_id               owner   =self
				is_organization        bool    =false
				contact_id             int  null ref:contacts
				parent_organization_id int  null ref:contacts
				name                   text =
				first_name             text null
				last_name              text null
				customer_status        text =none in:none,current,past
				prospect_status        text =none in:none,current,lost
				` + personAttrs + `
				billing_address        address null
				shipping_address       address null
				tags                   tags   =[]
				custom_fields          custom ={}` + madeAttrs),
			filters: strings.Fields("creator_id owner_id is_organization contact_id name first_name last_name email phone mobile customer_status prospect_status address custom_fields"),
			sorts:   strings.Fields("id name first_name last_name email created_at updated_at"),
			order:   "last_name", tagged: true, version: true,
			owned: true, visible: byOwner, settle: settleContact,
		},
		{
			kind: "deals", typ: "deal", verbs: "list get create update delete upsert",
			attrs: parseAttrs(`
				id                        int   ro
				creator_id                int   ro =self
				owner_id                  owner =self
				name                      text  req
				contact_id                int   req ref:contacts
				organization_id           int   ro null
				value                     money =0
				currency                  text  =
				hot                       bool  =false
				stage_id                  int   =0 ref:stages
				last_stage_change_at      time  null =now
				last_stage_change_by_id   int   ro null =self
				last_activity_at          time  ro null =now
				source_id                 int   null ref:deal_sources|sources
				loss_reason_id            int   null ref:loss_reasons
				unqualified_reason_id     int   null ref:deal_unqualified_reasons
				dropbox_email             text  ro =
				estimated_close_date      date  null
				customized_win_likelihood int   null max:100
				added_at                  time  null =now old:added_on
				tags                      tags   =[]
				custom_fields             custom ={}` + madeAttrs),
			filters: strings.Fields("creator_id owner_id contact_id organization_id hot source_id stage_id name estimated_close_date custom_fields"),
			sorts:   strings.Fields("id value name estimated_close_date last_stage_change_at created_at updated_at"),
			order:   "id", tagged: true, version: true, includes: []string{"associated_contacts"},
			owned: true, visible: byOwner, settle: settleDeal,
		},
		{
			kind: "deals/{parent}/associated_contacts", typ: "associated_contact", verbs: "list create delete", parent: "deals", byMember: "contact_id",
			attrs: parseAttrs(`
				contact_id int  req ref:contacts
				role       text req in:involved` + madeAttrs),
			noIDs: true, order: "created_at", unique: []string{parentMember, "contact_id"},
		},
		{
			kind: "notes", typ: "note", verbs: "list get create update delete",
			attrs: parseAttrs(`
				id            int  ro
				creator_id    int  ro =self
				resource_type text req in:lead,contact,deal
				resource_id   int  req
				content       text req
				is_important  bool =false
				tags          tags null =[]
				type          text =regular in:regular,restricted` + madeAttrs),
			filters: strings.Fields("creator_id q resource_type resource_id"),
			sorts:   strings.Fields("resource_type created_at updated_at"),
			order:   "updated_at",
			visible: seesNote, settle: settleRelated,
		},
		{
			kind: "tasks", typ: "task", verbs: "list get create update delete",
			attrs: parseAttrs(`
				id            int  ro
				creator_id    int  ro =self
				owner_id      owner =self
				content       text req
				resource_type text null in:lead,contact,deal
				resource_id   int  null
				due_date      time null
				remind_at     time null
				completed     bool =false
				completed_at  time ro null
				overdue       bool ro =false` + madeAttrs),
			filters: strings.Fields("creator_id owner_id type resource_type resource_id completed overdue remind q"),
			sorts:   strings.Fields("resource_type completed_at due_date created_at updated_at"),
			order:   "updated_at",
			visible: byRecord, settle: settleTask, show: showTask,
		},
		{
			kind: "collaborations", typ: "collaboration", verbs: "list get create delete",
			attrs: parseAttrs(`
				id              int  ro
				creator_id      int  ro =self
				resource_type   text req in:lead,contact,deal
				resource_id     int  req
				collaborator_id int  req ref:users` + madeAttrs),
			filters: strings.Fields("creator_id resource_type resource_id"),
			order:   "id",
			visible: byRecord, settle: settleRelated,
		},
		{
			kind: "lead_conversions", typ: "lead_conversion", verbs: "list create",
			attrs: parseAttrs(`
				id              int  ro
				lead_id         int  req ref:leads
				owner_id        owner wo null
				create_deal     bool wo =true
				individual_id   int  ro null
				organization_id int  ro null
				deal_id         int  ro null
				creator_id      int  ro =self
				created_at      time ro =now`),
			filters: strings.Fields("lead_id individual_id organization_id deal_id"),
			noIDs:   true, order: "id:desc", maxPage: 200,
			visible: seesConversion, settle: convert,
		},
	}
}
