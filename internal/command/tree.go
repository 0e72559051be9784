package command

// Operator joins the parts of a Tree.
type Operator int

// The operators, loosest first.
const (
	Sequence    Operator = iota // ;
	Disjunction                 // ||
	Conjunction                 // &&
	Pipeline                    // |
	Leaf                        // one command
)

// Tree is a command text without its notation: a Leaf holds one command, any
// other operator joins two or more Parts. The empty text is a Sequence
// without parts.
type Tree[T any] struct {
	Operator Operator
	Leaf     T
	Parts    []Tree[T]
}

// Empty says that there is nothing to run.
func (t Tree[T]) Empty() bool { return t.Operator != Leaf && len(t.Parts) == 0 }

// Leaves are the commands in the order in which they are written.
func (t Tree[T]) Leaves() []T {
	if t.Operator == Leaf {
		return []T{t.Leaf}
	}
	var leaves []T
	for _, part := range t.Parts {
		leaves = append(leaves, part.Leaves()...)
	}
	return leaves
}

// join makes one tree of several parts: none is empty, one is itself.
func join[T any](op Operator, parts []Tree[T]) Tree[T] {
	if len(parts) == 1 {
		return parts[0]
	}
	return Tree[T]{Operator: op, Parts: parts}
}

// convert maps every leaf, in order, and stops at the first error.
func convert[T, U any](t Tree[T], leaf func(T) (U, error)) (Tree[U], error) {
	if t.Operator == Leaf {
		u, err := leaf(t.Leaf)
		return Tree[U]{Operator: Leaf, Leaf: u}, err
	}
	converted := Tree[U]{Operator: t.Operator}
	for _, part := range t.Parts {
		p, err := convert(part, leaf)
		if err != nil {
			return Tree[U]{}, err
		}
		converted.Parts = append(converted.Parts, p)
	}
	return converted, nil
}
