// Package barcall carries bar messages: SketchyBar's command lines to the bar
// of a display and name, and its replies back.
//
// A request is an argument vector, its reply a text. There are two framings,
// told apart by the first byte of each request, and a connection may carry any
// number of requests, each answered before the next is read:
//
//   - framed, what [Send] speaks: a NUL, the length of the rest as four bytes,
//     the least significant first, then the arguments, each with a NUL behind
//     it. The reply is a length and that many bytes.
//   - plain, for programs that were written against SketchyBar's own port: the
//     arguments, each with a NUL behind it, and one more NUL (or the end of
//     what the client sends) as the end. The reply ends with a NUL. An empty
//     argument cannot be told from the end here.
//
// [Server] hands every request to the bar's one loop and never lets a client
// wait for another's reading or writing.
package barcall
