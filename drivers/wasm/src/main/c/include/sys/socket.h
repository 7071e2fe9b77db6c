#pragma once
#include_next <sys/socket.h>
#define SOCK_RAW 3
#define SOCK_RDM 4
#define SOCK_SEQPACKET 5
