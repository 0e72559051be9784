// Package manual writes the help of commands and the manual pages, in mdoc(7),
// from the declarations in packages command and cli.
package manual
