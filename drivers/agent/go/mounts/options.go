package mounts

import (
	"strings"
	"syscall"
)

type flag struct {
	value uintptr
	clear bool
}

// flags are the options of mount(8) that are bits for the kernel rather than text for the file system.
var flags = map[string]flag{
	"defaults":      {0, false},
	"ro":            {syscall.MS_RDONLY, false},
	"rw":            {syscall.MS_RDONLY, true},
	"nosuid":        {syscall.MS_NOSUID, false},
	"suid":          {syscall.MS_NOSUID, true},
	"nodev":         {syscall.MS_NODEV, false},
	"dev":           {syscall.MS_NODEV, true},
	"noexec":        {syscall.MS_NOEXEC, false},
	"exec":          {syscall.MS_NOEXEC, true},
	"sync":          {syscall.MS_SYNCHRONOUS, false},
	"async":         {syscall.MS_SYNCHRONOUS, true},
	"dirsync":       {syscall.MS_DIRSYNC, false},
	"mand":          {syscall.MS_MANDLOCK, false},
	"nomand":        {syscall.MS_MANDLOCK, true},
	"noatime":       {syscall.MS_NOATIME, false},
	"atime":         {syscall.MS_NOATIME, true},
	"nodiratime":    {syscall.MS_NODIRATIME, false},
	"diratime":      {syscall.MS_NODIRATIME, true},
	"relatime":      {syscall.MS_RELATIME, false},
	"norelatime":    {syscall.MS_RELATIME, true},
	"strictatime":   {syscall.MS_STRICTATIME, false},
	"nostrictatime": {syscall.MS_STRICTATIME, true},
	"bind":          {syscall.MS_BIND, false},
	"rbind":         {syscall.MS_BIND | syscall.MS_REC, false},
}

// Parse splits the comma-separated options of mount(8) into the kernel's flags and the file system's own text.
func Parse(options string) (uintptr, string) {
	var bits uintptr
	var data []string
	for _, option := range strings.Split(options, ",") {
		f, known := flags[option]
		switch {
		case option == "":
		case !known:
			data = append(data, option)
		case f.clear:
			bits &^= f.value
		default:
			bits |= f.value
		}
	}
	return bits, strings.Join(data, ",")
}
