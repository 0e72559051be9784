# Completion of perch for bash; `perch completion bash` prints it.

_perch() {
	local program=$1 kind word
	COMPREPLY=()
	# AeroSpace itself would not understand the question.
	if [[ ${program##*/} == aerospace ]] || ! command -v "$program" >/dev/null 2>&1; then
		program=perch
	fi
	{
		IFS= read -r kind || return 0
		while IFS= read -r word; do
			COMPREPLY+=("$word")
		done
	} <<<"$("$program" __complete bash "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)"
	# bash 3.2, which macOS has, cannot change its options here.
	case $kind in
	files) compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$2")) ;;
	folders) compopt -o dirnames 2>/dev/null || COMPREPLY=($(compgen -d -- "$2")) ;;
	esac
	return 0
}

complete -F _perch perch aerospace
