#compdef perch aerospace
# Completion of perch for zsh; `perch completion zsh` prints it.

_perch() {
	local program=$words[1] kind
	local -a lines candidates
	# AeroSpace itself would not understand the question.
	if [[ ${program:t} == aerospace ]] || ! whence -- $program >/dev/null; then
		program=perch
	fi
	lines=("${(@f)$($program __complete zsh "${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
	kind=$lines[1]
	candidates=("${(@)lines[2,-1]}")
	case $kind in
		files) _files ;;
		folders) _files -/ ;;
		words) (( $#candidates )) && _describe -V -t values value candidates ;;
		*) return 1 ;;
	esac
}

# The file is either on $fpath, where its text is the function's, or sourced.
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
	_perch "$@"
else
	compdef _perch perch aerospace
fi
