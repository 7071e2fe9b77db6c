package shim

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// identity is whom a process runs as.
type identity struct {
	uid, gid uint32
	groups   []uint32
	home     string
}

// lookUp finds a user[:group], empty for ourselves, and further groups by the container's own files, with Docker's rules.
func lookUp(spec string, further []string) (identity, error) {
	who, err := lookUpUser(spec)
	for i := 0; i < len(further) && err == nil; i++ {
		var gid uint32
		gid, err = lookUpGroup(further[i])
		who.groups = append(who.groups, gid)
	}
	who.groups = withGroup(who.groups, who.gid)
	return who, err
}

// withGroup has the main group among the others, too, as Docker has it since CVE-2022-36109.
func withGroup(groups []uint32, main uint32) []uint32 {
	for _, gid := range groups {
		if gid == main {
			return groups
		}
	}
	return append([]uint32{main}, groups...)
}

func lookUpGroup(group string) (uint32, error) {
	gid, err := strconv.ParseUint(group, 10, 31)
	for _, row := range rows("/etc/group", 4) {
		if row[0] == group {
			gid, err = strconv.ParseUint(row[2], 10, 32)
		}
	}
	if err != nil {
		return 0, fmt.Errorf("unable to find group %s: no matching entries in group file", group)
	}
	return uint32(gid), nil
}

func lookUpUser(spec string) (identity, error) {
	name, group, hasGroup := strings.Cut(spec, ":")
	if name == "" {
		name = strconv.Itoa(os.Getuid())
	}
	who := identity{home: "/"}
	found := ""
	number, numeric := strconv.ParseUint(name, 10, 31)
	for _, row := range rows("/etc/passwd", 6) {
		if row[0] != name && row[2] != name {
			continue
		}
		uid, err := strconv.ParseUint(row[2], 10, 32)
		gid, err2 := strconv.ParseUint(row[3], 10, 32)
		if err == nil && err2 == nil {
			found, who.uid, who.gid, who.home = row[0], uint32(uid), uint32(gid), row[5]
			break
		}
	}
	if found == "" {
		if numeric != nil {
			return who, fmt.Errorf("unable to find user %s: no matching entries in passwd file", name)
		}
		who.uid = uint32(number)
	}
	if hasGroup && group != "" {
		gid, err := lookUpGroup(group)
		who.gid = gid
		return who, err
	}
	for _, row := range rows("/etc/group", 4) {
		for _, member := range strings.Split(row[3], ",") {
			if gid, err := strconv.ParseUint(row[2], 10, 32); err == nil && found != "" && member == found {
				who.groups = append(who.groups, uint32(gid))
			}
		}
	}
	return who, nil
}

// rows reads a file of colon-separated fields; one that is not there has none.
func rows(file string, fields int) [][]string {
	f, err := os.Open(file)
	if err != nil {
		return nil
	}
	defer f.Close()
	var all [][]string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if row := strings.Split(lines.Text(), ":"); len(row) >= fields {
			all = append(all, row)
		}
	}
	return all
}
