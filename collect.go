package zendesk

import "iter"

// Collect gathers the items of a listing in a slice, at most limit of them
// (0: all), and fetches no page beyond. On an error it returns the items
// that came before it as well.
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
