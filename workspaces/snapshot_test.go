package workspaces

import (
	"encoding/json"
	"testing"
)

// A stored snapshot may be damaged in any way that is still JSON.
func TestRestoreDamagedSnapshots(t *testing.T) {
	for _, text := range []string{
		`{}`,
		`{"Workspaces":[{}]}`,
		`{"Workspaces":[{"Name":"a","Root":{"Children":[{"Window":{"ID":1}},{"Window":{"ID":1}}]},"Floating":[{"ID":1}]}],"Popups":[{"ID":1}]}`,
		`{"Workspaces":[{"Name":"a","Monitor":99},{"Name":"a"}],"Visible":{"0":"a","7":"b"}}`,
		`{"Workspaces":[{"Name":"a","Root":{"Layout":{"Arrangement":9,"Orientation":-3},"Children":[{"Weight":-5},{"Window":{"ID":3},"Weight":-1e300}]}}]}`,
		`{"Monitors":[{},{}],"Focus":{"Workspace":"x","Window":12},"Recency":[1,2],"Previous":"gone"}`,
		`{"Workspaces":[{"Name":"a","Root":{"Children":[{"Window":{"ID":1}}]}}],"Focus":{"Workspace":"b","Window":1}}`,
	} {
		var snap Snapshot
		if err := json.Unmarshal([]byte(text), &snap); err != nil {
			t.Fatal(err)
		}
		s, scene := Restore(Settings{}, snap).Layout()
		if err := s.Check(); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if len(scene.Windows) != len(s.Windows())-len(s.popups.children)-len(s.minimized.children) {
			t.Errorf("%s: %d windows are placed", text, len(scene.Windows))
		}
	}
}
