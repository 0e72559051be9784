// Package completion tells shells how a command line of Perch may go on. A
// script in the shell calls `perch __complete` with the words so far; what may
// follow comes from the declarations in packages command and cli, and names of
// things that exist now from the running agent.
package completion
