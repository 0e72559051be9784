//go:build !linux

package main

func newAlarm() alarm { return newTimer() }
