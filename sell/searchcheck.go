package sell

import (
	"errors"
	"fmt"
)

// check rejects a test that an attribute of this kind of record does not allow.
func (f Filter) check(of searchKind) error {
	a, err := of.value(f.attribute)
	if err != nil {
		return err
	}
	var values []any
	switch operand := f.operand.(type) {
	case []any:
		values = operand
	case Range:
		for _, bound := range []any{operand.GTE, operand.GT, operand.LTE, operand.LT} {
			if bound != nil {
				values = append(values, bound)
			}
		}
	default:
		values = []any{f.operand}
	}
	if err := oneType(values); err != nil || a.holds == searchUnsure {
		return err
	}
	switch f.operator {
	case "missing":
		return nil
	case "all":
		if !a.many {
			return errors.New("has only one value: use Any or Eq")
		}
	case "contains", "starts_with":
		if a.holds != searchTexts {
			return fmt.Errorf("holds %s, and this test is only for texts: use Eq, Any or Range", a.holds)
		}
	case "range":
		if a.holds == searchTexts || a.holds == searchBooleans {
			return fmt.Errorf("holds %s, which have no order: use Eq or Any", a.holds)
		}
	}
	for _, value := range values {
		if given := searchTypeOf(value); !a.holds.takes(given) {
			return fmt.Errorf("holds %s but is compared with %s: use %s", a.holds, given, searchGive[a.holds])
		}
	}
	return nil
}

// oneType rejects values of several types, whatever the attribute.
func oneType(values []any) error {
	first := searchTypeOf(values[0])
	for _, value := range values[1:] {
		if given := searchTypeOf(value); !numeric(first, given) && given != first {
			return fmt.Errorf("is compared with %s and %s: use values of one type", first, given)
		}
	}
	return nil
}

func numeric(a, b searchType) bool {
	return (a == searchIntegers || a == searchDecimals) && (b == searchIntegers || b == searchDecimals)
}

// checkSort rejects a key that does not define an order.
func (k searchKind) checkSort(by SearchAttribute) error {
	a, err := k.value(by)
	if err == nil && a.many {
		err = errors.New("has several values, which have no order: sort by an attribute with one value")
	}
	return err
}

// checkFigure rejects a sum of anything but numbers. What other aggregations allow is
// not public.
func (k searchKind) checkFigure(of Aggregation) error {
	a, err := k.value(of.Attribute)
	switch {
	case err != nil || of.Type != AggregateSum || a.holds == searchUnsure:
		return err
	case a.many || !numeric(a.holds, a.holds):
		return errors.New("is not a number that can be summed: use one such as decimal_value")
	}
	return nil
}
