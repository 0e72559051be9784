package completion

import _ "embed"

//go:embed perch.bash
var bashScript string

//go:embed perch.zsh
var zshScript string

//go:embed perch.fish
var fishScript string

// Shells are the shells that there are scripts for.
func Shells() []string { return []string{"bash", "zsh", "fish"} }

// Script is what makes a shell complete the command line of Perch, to be
// sourced or put into the shell's folder of completions; "" for another shell.
func Script(shell string) string {
	return map[string]string{"bash": bashScript, "zsh": zshScript, "fish": fishScript}[shell]
}
