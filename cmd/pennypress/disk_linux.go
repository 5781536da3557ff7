package main

import "syscall"

// A disk is what holds a folder.
type disk struct {
	free    uint64 // bytes that this user may write
	kind    string // of its file system
	network bool   // others may write to it without our knowing
}

// networkSystems are the numbers of file systems that other machines share, as
// statfs(2) gives them.
var networkSystems = map[uint32]string{
	0x6969: "NFS", 0x517B: "SMB", 0xFF534D42: "CIFS", 0xFE534D42: "SMB2", 0x5346414F: "AFS", 0x73757245: "Coda",
	0x01021997: "9p", 0x00C36400: "Ceph", 0x47504653: "GPFS", 0x0BD00BD0: "Lustre", 0x65735546: "FUSE",
}

// diskOf looks at the disk of a folder. ok is false where the system does not say.
func diskOf(dir string) (d disk, ok bool, err error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return d, false, err
	}
	d = disk{free: s.Bavail * uint64(s.Bsize), kind: "local"}
	if name, shared := networkSystems[uint32(s.Type)]; shared {
		d.kind, d.network = name, true
	}
	return d, true, nil
}
