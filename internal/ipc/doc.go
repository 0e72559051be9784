// Package ipc is how Perch's processes talk: Unix sockets, the AeroSpace
// protocol, subscriptions, and the state stream that the bar reads.
//
// A [Server] decodes requests and hands them to one handler as [Call] values;
// the agent answers each from its own loop with [Call.Reply], or turns the
// connection into a subscription with [Call.Subscribe]. Nothing that the agent
// calls here ever waits for a client: every connection has its own writer and
// a bounded queue, and a subscriber that does not read is dropped.
//
// A [Client] is the other end: one request and its answer, or [Subscribe].
package ipc
