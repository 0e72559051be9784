package simulate

func runWindowType(row) []string { return []string{"no classification of macOS windows yet"} }
