Feature: Limits and rights

  Scenario: Memory is limited, and who takes more is ended
    When I run docker "run --name ${c} --memory 32m --memory-swap 32m busybox sh -c 'echo ready; x=x; while :; do x=$x$x; done'"
    Then it exits with 137
    When I run docker "inspect --format '{{.State.OOMKilled}} {{.State.ExitCode}}' ${c}"
    Then stdout is "true 137\n"

  Scenario: The kernel knows the limits
    When I run docker "run --rm --memory 48m --cpus 0.5 --cpu-shares 300 --pids-limit 44 busybox sh -c 'cd /sys/fs/cgroup; cat memory/memory.limit_in_bytes memory.max; cat cpu/cpu.shares; cat pids/pids.max pids.max; cat cpu/cpu.cfs_quota_us; cat cpu.max' 2>/dev/null"
    Then stdout contains "50331648\n"
    And stdout contains "44\n"
    And stdout contains "50000"

  Scenario: No more processes than allowed
    When I run docker "run --rm --pids-limit 5 busybox sh -c 'for i in 1 2 3 4 5 6 7 8; do sleep 2 & done; wait'"
    Then it fails
    And stderr contains "can't fork: Resource temporarily unavailable"

  Scenario: Ulimits
    When I run docker "run --rm --ulimit nofile=123:456 busybox sh -c 'ulimit -Sn; ulimit -Hn'"
    Then stdout is "123\n456\n"

  Scenario Outline: Capabilities
    When I run docker "run --rm <flags> busybox sh -c 'grep CapEff /proc/self/status'"
    Then stdout is "CapEff:\t<mask>\n"

    Examples:
      | flags                            | mask             |
      |                                  | 00000000a80425fb |
      | --cap-drop ALL                   | 0000000000000000 |
      | --cap-drop ALL --cap-add CHOWN   | 0000000000000001 |
      | --cap-add NET_ADMIN              | 00000000a80435fb |
      | --user 1000                      | 0000000000000000 |

  Scenario: A capability that there is not
    When I run docker "run --rm --cap-add FLY busybox true"
    Then it exits with 125
    And stderr contains "invalid CapAdd: unknown capability: \"CAP_FLY\""

  Scenario: New privileges are forbidden on demand
    When I run docker "run --rm --security-opt no-new-privileges busybox grep NoNewPrivs /proc/self/status"
    Then stdout is "NoNewPrivs:\t1\n"
    When I run docker "run --rm busybox grep NoNewPrivs /proc/self/status"
    Then stdout is "NoNewPrivs:\t0\n"

  Scenario: System calls are filtered, or not on demand
    When I run docker "run --rm busybox grep Seccomp: /proc/self/status"
    Then stdout is "Seccomp:\t2\n"
    When I run docker "run --rm --security-opt seccomp=unconfined busybox grep Seccomp: /proc/self/status"
    Then stdout is "Seccomp:\t0\n"
    When I run docker "run --rm busybox sh -c 'unshare -m true'"
    Then it exits with 1
    And stderr contains "Operation not permitted"

  Scenario: Parts of /proc are hidden or read-only
    When I run docker "run --rm busybox sh -c 'cat /proc/kcore | wc -c; wc -c < /proc/timer_list; echo 1 > /proc/sys/kernel/panic'"
    Then it exits with 1
    And stdout is "0\n0\n"
    And stderr contains "Read-only file system"

  Scenario: System controls of the namespace
    When I run docker "run --rm --sysctl net.ipv4.ip_unprivileged_port_start=99 busybox cat /proc/sys/net/ipv4/ip_unprivileged_port_start"
    Then stdout is "99\n"

  Scenario: Shared memory
    When I run docker "run --rm --shm-size 1m busybox sh -c 'df -k /dev/shm | tail -n 1 | grep -o 1024'"
    Then stdout contains "1024\n"

  Scenario: Devices
    When I run docker "run --rm busybox sh -c 'ls /dev | grep -v ^core$ | sort | tr \"\\n\" \" \"'"
    Then stdout is "fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero "
    When I run docker "run --rm --device /dev/zero:/dev/nil busybox sh -c 'head -c 3 /dev/nil | wc -c'"
    Then stdout is "3\n"

  Scenario: Process, IPC and host name are the container's own, or another's on demand
    When I run docker "run --rm busybox sh -c 'echo $$; test $(ls -d /proc/[0-9]* | wc -l) -lt 5 && echo few'"
    Then stdout is "1\nfew\n"
    When I run docker "run --rm --pid host busybox sh -c 'test $$ -gt 1 && echo host'"
    Then stdout is "host\n"
    Given docker "run -d --name ${c} busybox sleep 4321"
    When I run docker "run --rm --pid container:${c} busybox grep -c 4321 /proc/1/cmdline"
    Then stdout is "1\n"

  Scenario: The processor's share is held
    When I run docker "run --rm --cpus 0.25 busybox sh -c 'read a < /proc/uptime; timeout 2 sh -c \"while :; do :; done\"; cat /sys/fs/cgroup/cpuacct/cpuacct.usage 2>/dev/null || sed -n \"s/usage_usec \\(.*\\)/\\1000/p\" /sys/fs/cgroup/cpu.stat'"
    # On a busy machine it gets less, but never more.
    Then stdout matches "([5-9]\d{7}|[1-6]\d{8})"
