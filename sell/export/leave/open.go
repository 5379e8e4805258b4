package leave

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/sellsupport/zendesk/sell/export"
)

// Copy is a copy of a Sell account that was verified. It may be used by one
// goroutine at a time.
type Copy struct {
	dir      string
	manifest *export.Manifest
	files    map[string]*index // by resource
	schema   map[string]*Table
	sources  map[string]source   // by resource
	kinds    map[string][]string // resources of a kind
	parsed   map[string][]field
	fields   *definitions
	leads    map[int64]conversion // that were converted
	products map[uint64]int64     // by SKU and name; -1 for several
	cache    cache
	parser   parser
}

// Open checks a finished copy that [export.Run] made, byte for byte, and prepares
// to read it. A copy that is damaged or not finished is an error. Open holds
// about 30 bytes a record.
func Open(ctx context.Context, dir string) (*Copy, error) {
	m, err := export.Verify(ctx, dir)
	if err != nil {
		return nil, err
	}
	c := &Copy{dir: dir, manifest: m, files: make(map[string]*index), schema: tables(), sources: make(map[string]source),
		kinds: make(map[string][]string), parsed: make(map[string][]field), leads: make(map[int64]conversion)}
	for _, s := range sources {
		c.sources[s.resource], c.parsed[s.resource] = s, s.parse()
		c.kinds[s.kind] = append(c.kinds[s.kind], s.resource)
	}
	for _, res := range m.Resources {
		if _, known := c.sources[res.Name]; !known && !strings.HasSuffix(res.Name, "_files") {
			return nil, errors.Join(fmt.Errorf("leave: the copy holds %s, which this version does not know: take a newer one, so that nothing is lost", res.Name), c.Close())
		}
		x, err := c.index(ctx, res)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("leave: %s: %w", res.File, err), c.Close())
		}
		c.files[res.Name] = x
	}
	if err := c.prepare(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// Manifest returns what the copy says of itself.
func (c *Copy) Manifest() *export.Manifest { return c.manifest }

// Close closes the files of the copy.
func (c *Copy) Close() error {
	var failed error
	for _, x := range c.files {
		failed = errors.Join(failed, x.close())
	}
	return failed
}

// Tables returns the schema of the neutral form, parents first.
func (c *Copy) Tables() []*Table {
	all := make([]*Table, len(tableDefs))
	for i, def := range tableDefs {
		all[i] = c.schema[def.name]
	}
	return all
}

// prepare reads what all records need: definitions of custom fields, conversions
// of leads, names of products.
func (c *Copy) prepare(ctx context.Context) error {
	c.fields = newDefinitions()
	for _, of := range fieldResources {
		resource, applies := of[0], of[1]
		err := c.scan(ctx, resource, func(raw []byte) error {
			key, _, err := c.parser.identify(raw)
			if err != nil {
				return err
			}
			return c.fields.add(applies, keyOf(c.sources[resource].kind, key), raw)
		})
		if err != nil {
			return err
		}
	}
	err := c.scan(ctx, "lead_conversions", func(raw []byte) error {
		var v conversion
		lead, err := v.read(&c.parser, raw)
		if err == nil && lead > 0 {
			c.leads[lead] = v
		}
		return err
	})
	if err != nil {
		return err
	}
	c.products = make(map[uint64]int64)
	return c.scan(ctx, "products", func(raw []byte) error {
		members, err := c.parser.members(raw)
		if err != nil {
			return err
		}
		h := sum64(text(find(members, "sku")), text(find(members, "name")))
		id, _ := number(find(members, "id"))
		if _, twice := c.products[h]; twice {
			id = -1
		}
		c.products[h] = id
		return nil
	})
}

func (c *Copy) path(name string) string { return filepath.Join(c.dir, name) }

// conversion is what a lead became; 0 for nothing.
type conversion struct{ person, company, deal, at int64 }

func (v *conversion) read(p *parser, raw []byte) (lead int64, err error) {
	members, err := p.members(raw)
	if err != nil {
		return 0, err
	}
	lead, _ = number(find(members, "lead_id"))
	v.person, _ = number(find(members, "individual_id"))
	v.company, _ = number(find(members, "organization_id"))
	v.deal, _ = number(find(members, "deal_id"))
	if at, ok := instant(text(find(members, "created_at"))); ok {
		v.at = at.Unix()
	}
	return lead, nil
}
