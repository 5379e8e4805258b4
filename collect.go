package zendesk

import "iter"

// Collect returns the items of a listing in a slice: at most limit of them, or all
// if limit is 0. It fetches no more pages than it needs. If an error occurs, it
// returns the items before it as well.
//
//	leads, err := zendesk.Collect(crm.Leads.All(ctx, query), 0)
//
// It is the safe form of a loop. A loop with one variable, as in
//
//	for lead := range crm.Leads.All(ctx, query) { … } // wrong
//
// drops the error, which comes as the last pair, with a nil item. Always use both
// variables, and check the error first.
func Collect[T any](items iter.Seq2[T, error], limit int) ([]T, error) {
	var all []T
	for item, err := range items {
		if err != nil {
			return all, err
		}
		if all = append(all, item); limit > 0 && len(all) == limit {
			break
		}
	}
	return all, nil
}
