package sys

const (
	sysSyncfs = 267
	sysSetns  = 268
)
