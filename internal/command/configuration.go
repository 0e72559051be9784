package command

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"perch/config"
)

var (
	getFlag       = single("--get", "<name>", "Print the value of this key", ConfigKeys, keep)
	keysFlag      = toggle("--keys", "Print the keys of a table instead of its values")
	majorKeysFlag = toggle("--major-keys", "Print the keys of tables")
	allKeysFlag   = toggle("--all-keys", "Print every key")
	pathFlag      = toggle("--config-path", "Print the path of the configuration file")
)

var configCommand = &Command{
	Name:    "config",
	Group:   GroupQuery,
	Summary: "Look into the configuration",
	Usage: `USAGE: config [-h|--help] --get <name> [--json] [--keys]
   OR: config [-h|--help] --major-keys
   OR: config [-h|--help] --all-keys
   OR: config [-h|--help] --config-path`,
	Description: `Prints a part of the configuration that is in force. Its bindings can be looked
into: the key mode.main.binding is the table of the bindings in mode main.`,
	Examples: []Example{
		{"config --get mode.main.binding --keys", "What is bound in mode main"},
		{"config --get mode.main.binding.alt-h", "What alt-h does"},
		{"config --config-path", "Where the configuration comes from"},
	},
	Flags: []*Flag{getFlag.Flag, jsonFlag.Flag, keysFlag.Flag, majorKeysFlag.Flag, allKeysFlag.Flag, pathFlag.Flag},
	Check: func(a *Arguments) error {
		var given []string
		for _, name := range []string{"--all-keys", "--config-path", "--get", "--major-keys"} {
			if _, ok := a.flags[name]; ok {
				given = append(given, name)
			}
		}
		return first(
			must(len(given) > 0, "Mandatory flag is not specified (--get|--major-keys|--all-keys|--config-path)"),
			must(len(given) < 2, "Conflicting flags are specified: "+strings.Join(given, ", ")),
			must(!keysFlag.given(a) || getFlag.given(a), "--keys flag requires --get flag"),
			must(!jsonFlag.given(a) || getFlag.given(a), "--json flag requires --get flag"),
		)
	},
	Run: runConfig,
}

func runConfig(t *turn, a *Arguments) Code {
	c := t.Host.Config()
	switch {
	case pathFlag.given(a):
		path := c.Path
		if absolute, err := filepath.Abs(path); err == nil && path != "" {
			path = absolute
		}
		t.out(path)
	case majorKeysFlag.given(a):
		keys := []string{".", "mode"}
		for _, mode := range c.ModeNames() {
			keys = append(keys, "mode."+mode+".binding")
		}
		t.out(strings.Join(keys, "\n"))
	case allKeysFlag.given(a):
		t.out(strings.Join(allKeys(exposed(c), "."), "\n"))
	default:
		text, err := query(exposed(c), a)
		if err != nil {
			return t.fail(err.Error())
		}
		t.out(text)
	}
	return OK
}

// exposed is the part of the configuration that queries see.
func exposed(c *config.Config) map[string]any {
	modes := map[string]any{}
	for name, mode := range c.Modes {
		bindings := map[string]any{}
		for _, b := range mode.Bindings {
			bindings[b.Notation] = b.Run.String()
		}
		modes[name] = map[string]any{"binding": bindings}
	}
	return map[string]any{"mode": modes}
}

// allKeys are the path of a value and of everything in it.
func allKeys(value any, path string) []string {
	keys := []string{path}
	inside := func(key string, value any) {
		if path != "." {
			key = path + "." + key
		}
		keys = append(keys, allKeys(value, key)...)
	}
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			inside(key, v[key])
		}
	case []any:
		for i, element := range v {
			inside(strconv.Itoa(i), element)
		}
	}
	return keys
}

// query is the text that config --get prints.
func query(root map[string]any, a *Arguments) (string, error) {
	path, err := splitKey(getFlag.or(a, ""))
	if err != nil {
		return "", err
	}
	value, err := dereference(root, path)
	if err != nil {
		return "", err
	}
	if keysFlag.given(a) {
		if value, err = keysOf(value); err != nil {
			return "", err
		}
	}
	if jsonFlag.given(a) {
		return PrettyJSON(value), nil
	}
	switch v := value.(type) {
	case map[string]any:
		return "", errors.New("Complicated objects can be printed only with --json flag. Alternatively, you can try to inspect keys of the object with --keys flag")
	case []any:
		lines := make([]string, len(v))
		for i, element := range v {
			lines[i] = plainValue(element)
		}
		slices.Sort(lines)
		return strings.Join(lines, "\n"), nil
	}
	return plainValue(value), nil
}

func splitKey(key string) ([]string, error) {
	switch {
	case key == ".":
		return nil, nil
	case key == "":
		return nil, errors.New("Invalid empty key")
	case strings.Contains(key, "..") || strings.HasSuffix(key, "."):
		return nil, fmt.Errorf("Invalid key '%s'", key)
	}
	return strings.Split(key, "."), nil
}

func dereference(value any, path []string) (any, error) {
	for _, key := range path {
		switch v := value.(type) {
		case map[string]any:
			inner, ok := v[key]
			if !ok {
				return nil, fmt.Errorf("No value at key token '%s'", key)
			}
			value = inner
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil {
				return nil, fmt.Errorf("Can't convert key token '%s' to Int", key)
			}
			if i < 0 || i >= len(v) {
				return nil, fmt.Errorf("Index out of bounds. Index: %d, Size: %d", i, len(v))
			}
			value = v[i]
		default:
			return nil, fmt.Errorf("Can't dereference scalar value '%s'", plainValue(value))
		}
	}
	return value, nil
}

func keysOf(value any) (any, error) {
	keys := []any{}
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			keys = append(keys, key)
		}
	case []any:
		for i := range v {
			keys = append(keys, int64(i))
		}
	case int64:
		return nil, fmt.Errorf("--keys flag cannot be applied to scalar object 'int(%d)'", v)
	default:
		return nil, fmt.Errorf("--keys flag cannot be applied to scalar object 'string(\"%s\")'", plainValue(v))
	}
	return keys, nil
}
