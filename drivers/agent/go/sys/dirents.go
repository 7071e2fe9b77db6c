package sys

import (
	"encoding/binary"
	"sort"
	"syscall"
)

// Dirent is one name in a directory.
type Dirent struct {
	Name string
	Type uint8 // DT_ value; DT_UNKNOWN where the file system does not say
}

// Values of Dirent.Type.
const (
	TypeUnknown   = syscall.DT_UNKNOWN
	TypeDirectory = syscall.DT_DIR
)

// ReadDir lists the open directory fd from its start, sorted by name, without . and ..
func ReadDir(fd int) ([]Dirent, error) {
	if _, err := syscall.Seek(fd, 0, 0); err != nil {
		return nil, err
	}
	var all []Dirent
	buffer := make([]byte, 16<<10)
	for {
		n, err := syscall.ReadDirent(fd, buffer)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return nil, err
		}
		if n == 0 {
			sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
			return all, nil
		}
		for b := buffer[:n]; len(b) > 0; { // struct linux_dirent64: u64 ino, s64 off, u16 reclen, u8 type, name
			length := binary.LittleEndian.Uint16(b[16:])
			name := b[19:length]
			for i, c := range name {
				if c == 0 {
					name = name[:i]
					break
				}
			}
			if s := string(name); s != "." && s != ".." {
				all = append(all, Dirent{s, b[18]})
			}
			b = b[length:]
		}
	}
}
