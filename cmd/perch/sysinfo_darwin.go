package main

import _ "perch/internal/sysinfo/mac" // what package sysinfo knows a Mac by
