package inference

import "fmt"

// known fails for tokens that a vocabulary does not have, which would be looked up
// outside the model's tables.
func known(rows [][]int32, vocabulary int) error {
	for _, row := range rows {
		if err := knownIDs(row, vocabulary); err != nil {
			return err
		}
	}
	return nil
}

func knownIDs(ids []int32, vocabulary int) error {
	for _, id := range ids {
		if id < 0 || int(id) >= vocabulary {
			return fmt.Errorf("token %d is not one of the model's %d: tokenizer.json is another model's", id, vocabulary)
		}
	}
	return nil
}

// finite fails if a logit is NaN or infinite, since the largest of such logits is
// arbitrary.
func finite(logits []float32) error {
	for _, x := range logits {
		if x-x != 0 {
			return ErrOverflow
		}
	}
	return nil
}
