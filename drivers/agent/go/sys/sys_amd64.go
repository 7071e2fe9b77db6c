package sys

const (
	sysSyncfs = 306
	sysSetns  = 308
)
