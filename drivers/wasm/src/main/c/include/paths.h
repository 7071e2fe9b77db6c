#pragma once
#define _PATH_DEVNULL "/dev/null"
#define _PATH_UTMP "/var/run/utmp"
#define _PATH_WTMP "/var/log/wtmp"
#define _PATH_BSHELL "/bin/sh"
