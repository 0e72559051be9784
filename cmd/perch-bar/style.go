package main

import (
	"encoding/json"

	"perch/config"
)

// tableOf is the [bar] table as the agent sent it; what it lacks, or has wrong,
// has its default.
func tableOf(raw json.RawMessage) config.Bar {
	table := config.DefaultBar()
	if len(raw) == 0 {
		return table
	}
	if err := json.Unmarshal(raw, &table); err != nil {
		return config.DefaultBar()
	}
	return table
}
