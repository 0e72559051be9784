package command

import (
	"errors"

	"perch/config"
	"perch/internal/spelling"
)

// Language is the command language as the configuration uses it.
type Language struct{}

// Parse parses a command text of the configuration.
func (Language) Parse(text string, use config.Use) (config.Program, error) {
	p, err := Parse(text, Allowed{Exec: use == config.UseRun})
	var help *HelpRequest
	if errors.As(err, &help) {
		err = errors.New("--help is not supported in the config")
	}
	if err != nil {
		return nil, &textError{err, text}
	}
	return p, nil
}

// textError is an error in a command text, with a hint for people.
type textError struct {
	error
	text string
}

func (e *textError) Unwrap() error { return e.error }

// Hint names the command or flag that was probably meant, or is empty.
func (e *textError) Hint() string {
	tree, err := ParseWords(e.text)
	if err != nil {
		return ""
	}
	for _, argv := range tree.Leaves() {
		if hint := Hint(argv); hint != "" {
			return hint
		}
	}
	return ""
}

// Hint is a sentence with the right spelling of the first command, flag or
// value that does not exist, or "".
func Hint(argv []string) string {
	if len(argv) == 0 {
		return ""
	}
	c := LookUp(argv[0])
	if c == nil {
		return spelling.Suggest(Nearest(argv[0]))
	}
	_, err := ParseArgv(argv)
	var wrong *wrongWord
	if errors.As(err, &wrong) {
		return spelling.DidYouMean(wrong.word, wrong.possible)
	}
	return ""
}
