package sys

const (
	// MemfdCreate is the number of memfd_create(2).
	MemfdCreate = 319

	sysSyncfs = 306
	sysSetns  = 308
)
