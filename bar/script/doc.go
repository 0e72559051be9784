// Package script runs what a bar's configuration is made of: the configuration
// itself, the scripts of items and what clicks on them run (SketchyBar's 6).
//
// A [Runner] never makes its caller wait and never has more than a bounded
// number of processes: runs that find no place wait, and of an item's waiting
// runs for one event only the newest is kept. A run that takes too long is
// ended with everything that it has started; one that ends in time leaves what
// it started on purpose alone. [Watcher] tells when a configuration changes.
package script
