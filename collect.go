package zendesk

import "iter"

// Collect gathers the items of a listing in a slice, at most limit of them
// (0: all), and fetches no page beyond. On an error it returns the items
// that came before it as well.
//
//	leads, err := zendesk.Collect(crm.Leads.All(ctx, query), 0)
//
// It is the safe form of a loop. A loop with one variable, as in
//
//	for lead := range crm.Leads.All(ctx, query) { … } // wrong
//
// drops the error, which comes as the last pair beside a nil item: take both,
// and look at the error first.
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
