package completion

import (
	"strings"
	"unicode"

	"perch/internal/cli"
)

// Verb is the hidden first word by which the scripts call.
const Verb = "__complete"

// kinds are the first lines of a reply.
var kinds = map[cli.Paths]string{cli.NoPaths: "words", cli.Files: "files", cli.Folders: "folders"}

// Reply answers a script: its first argument is the shell. bash sends its line
// up to the cursor and $COMP_WORDBREAKS, the others the words up to the cursor,
// the last of which may be empty. The first line of the reply is "words",
// "files" or "folders"; a candidate a line follows, in the shell's own form.
func (c Completer) Reply(args []string) string {
	if len(args) < 2 {
		return ""
	}
	shell, words := args[0], args[1:]
	var cursor typed
	if shell == "bash" {
		breaks := defaultBreaks
		if len(words) > 1 {
			breaks = words[1]
		}
		cursor = split(words[0], breaks)
		words = cursor.words
	}
	answer := c.Complete(words)
	lines := []string{kinds[answer.Paths]}
	for _, candidate := range answer.Candidates {
		if strings.ContainsFunc(candidate.Word, unicode.IsControl) || candidate.Word == "" {
			continue
		}
		summary := strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return ' '
			}
			return r
		}, candidate.Summary)
		switch shell {
		case "bash":
			if word, ok := cursor.insert(candidate.Word); ok {
				lines = append(lines, word)
			}
		case "zsh":
			line := colons.Replace(candidate.Word)
			if summary != "" {
				line += ":" + summary
			}
			lines = append(lines, line)
		default:
			lines = append(lines, candidate.Word+"\t"+summary)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// colons divide words from summaries in zsh.
var colons = strings.NewReplacer(`\`, `\\`, ":", `\:`)
