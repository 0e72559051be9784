# Completion of perch for fish; `perch completion fish` prints it.

function __perch_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct | string replace -r '^[\'"]' '' | string collect)
    set -l program $words[1]
    # AeroSpace itself would not understand the question.
    if string match -qr '(^|/)aerospace$' -- $program; or not type -q -- $program
        set program perch
    end
    set -l lines ($program __complete fish $words "$current" 2>/dev/null)
    switch "$lines[1]"
        case files
            __fish_complete_path "$current"
        case folders
            __fish_complete_directories "$current"
        case words
            printf '%s\n' $lines[2..-1]
    end
end

complete -c perch -f -k -a '(__perch_complete)'
complete -c aerospace -f -k -a '(__perch_complete)'
