#!/bin/sh
# Makes sure that the programs are there that `make run`, `make test` and `make
# bench` use: X programs, and a C compiler for the tests. As root on Debian and
# Ubuntu it installs the missing ones; elsewhere it says what to install.
#
# usage: setup.sh run|test|bench|all
#   Exit status 1 only if the target cannot do its work without them: the
#   tests and the benchmark need Xvfb, while `make run` has a simulated desktop.
set -u

target=${1:-all}

[ "$(uname -s)" = Darwin ] && exit 0

missing=
need() { # need FILE-OR-COMMAND PACKAGE
	case $1 in
	/*) [ -e "$1" ] && return ;;
	*) command -v "$1" >/dev/null 2>&1 && return ;;
	esac
	missing="$missing $2"
}
need Xvfb xvfb
need Xephyr xserver-xephyr
need xterm xterm
need xclock x11-apps
need xprop x11-utils
need xrandr x11-xserver-utils
need wmctrl wmctrl
need xdotool xdotool
if command -v apt-get >/dev/null 2>&1; then
	# Elsewhere the font may lie in another place.
	need /usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf fonts-dejavu-core
fi
case $target in
test | all)
	# The tests play the frameworks of macOS with a library in C.
	need cc gcc
	if command -v apt-get >/dev/null 2>&1; then
		need /usr/include/stdio.h libc6-dev
	fi
	;;
esac
required=$missing
case $target in
test | all)
	# Tests that meet other programs are skipped without these.
	need i3 i3-wm
	need pulseaudio pulseaudio
	need zsh zsh
	need fish fish
	need mandoc mandoc
	need dbus-daemon dbus-daemon
	need setxkbmap x11-xkb-utils
	;;
esac
required=${required# }
missing=${missing# }
[ -z "$missing" ] && exit 0

give_up() {
	echo "$1" >&2
	case $target in
	run) echo "Perch tries itself without them as far as it can." >&2; exit 0 ;;
	esac
	command -v Xvfb >/dev/null 2>&1 && exit 0
	exit 1
}

if ! command -v apt-get >/dev/null 2>&1; then
	give_up "Missing test programs; install the equivalents of these Debian packages: $missing"
fi
if [ "$(id -u)" != 0 ]; then
	give_up "Missing test programs; install them with: sudo apt-get install $missing"
fi

echo "Installing $missing"
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
install_missing() {
	# $missing is a list of words.
	# shellcheck disable=SC2086
	apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120 $missing >>"$log" 2>&1
}
if ! install_missing; then
	# The package lists of a fresh machine are empty or old.
	apt-get update >>"$log" 2>&1
	if ! install_missing; then
		tail -n 20 "$log" >&2
		if [ "$missing" != "$required" ]; then
			echo "apt-get install $missing failed; some tests will be skipped." >&2
			missing=$required
			[ -z "$missing" ] && exit 0
			install_missing && exit 0
		fi
		give_up "apt-get install $missing failed."
	fi
fi
