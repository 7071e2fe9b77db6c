package sys

const (
	// MemfdCreate is the number of memfd_create(2).
	MemfdCreate = 279

	sysSyncfs = 267
	sysSetns  = 268
)
