Feature: docker run and its streams

  @op:ContainerAttach
  Scenario: Output goes where it belongs and the exit code comes through
    When I run docker "run --rm busybox sh -c 'echo ${nonce}; echo e-${nonce} >&2; exit 7'"
    Then it exits with 7
    And stdout is "${nonce}\n"
    And stderr is "e-${nonce}\n"

  Scenario Outline: Exit codes
    When I run docker "run --rm busybox sh -c '<command>'"
    Then it exits with <code>

    Examples:
      | command       | code |
      | true          | 0    |
      | exit 1        | 1    |
      | exit 255      | 255  |
      | kill -9 $$    | 0    |
      | sleep 9 & kill -9 $!; wait $! | 137 |

  @op:ContainerAttach
  Scenario: Every byte of stdin comes back
    When I run docker "run --rm -i busybox cat" with 8192 KiB of random bytes as input
    Then it exits with 0
    And stdout is the input

  Scenario: Stdin ends where the client ends it
    When I run docker "run --rm -i busybox sh -c 'wc -c; echo end'" with input "twelve bytes"
    Then it exits with 0
    And stdout is "12\nend\n"

  Scenario: Without -i there is no stdin
    When I run docker "run --rm busybox sh -c 'wc -c'" with input "ignored"
    Then stdout is "0\n"

  Scenario: A script on stdin is run, as CI runners send it
    When I run docker "run --rm -i busybox sh" with the input
      """
      echo ${one}
      cat /no/such/file
      echo ${two}
      exit 33
      """
    Then it exits with 33
    And stdout is "${one}\n${two}\n"
    And stderr is "cat: can't open '/no/such/file': No such file or directory\n"

  Scenario: Much output is not lost and its order kept
    When I run docker "run --rm busybox seq 1 200000"
    Then it exits with 0
    And stdout has 200000 lines
    And stdout contains "\n199999\n200000\n"

  Scenario: An image that is not there
    When I run docker "run --rm --pull never ${nothing}:x true"
    Then it exits with 125
    And stderr contains "No such image: ${nothing}:x"

  Scenario: A command that is not there
    When I run docker "run --rm busybox ${nothing}"
    Then it exits with 127
    And stderr contains "exec: \"${nothing}\": executable file not found in $PATH"

  Scenario: Environment, working directory, user, host name
    When I run docker "run --rm -e A=${nonce} -e PATH=/bin -w /tmp -u 1000:10 -h box --domainname example.org busybox sh -c 'echo $A $PATH; pwd; id -u; id -g; hostname; hostname -f'"
    Then stdout is "${nonce} /bin\n/tmp\n1000\n10\nbox\nbox.example.org\n"

  Scenario: A working directory that the image has not is made
    When I run docker "run --rm -w /made/${here} busybox pwd"
    Then stdout is "/made/${here}\n"

  Scenario: Users by name and further groups
    When I run docker "run --rm -u worker --group-add 20 busybox sh -c 'id -u; id -G; echo $HOME'"
    Then stdout is "1000\n1000 10 20\n/home\n"
    When I run docker "run --rm -u nobodyhere busybox true"
    Then it exits with 125
    And stderr contains "unable to find user nobodyhere: no matching entries in passwd file"

  Scenario: An entrypoint replaces the image's command
    When I run docker "run --rm --entrypoint echo busybox ${a} ${b}"
    Then stdout is "${a} ${b}\n"
    When I run docker "run --rm --entrypoint id busybox"
    Then stdout contains "uid=0(root)"

  Scenario: The host name and other hosts are known
    When I run docker "run --rm -h box --add-host other:10.9.8.7 busybox cat /etc/hosts"
    Then stdout contains "127.0.0.1\tlocalhost\n"
    And stdout contains "10.9.8.7\tother\n"
    And stdout contains "\tbox\n"

  Scenario: Name servers are written down
    When I run docker "run --rm --dns 10.1.1.1 --dns-search example.org --dns-option ndots:3 busybox cat /etc/resolv.conf"
    Then stdout is "search example.org\nnameserver 10.1.1.1\noptions ndots:3\n"

  @op:ContainerResize
  Scenario: At a terminal
    Given I start docker "run --name ${c} -it busybox sh" at a terminal of 33 rows and 111 columns
    When I type "until stty size 2>/dev/null | grep '3[3] 1[1]1'; do sleep 0.1; done\n"
    Then it shows "33 111\r\n"
    When the terminal becomes 40 rows and 90 columns
    And I type "until stty size | grep '4[0] 9[0]'; do sleep 0.1; done\n"
    Then it shows "40 90\r\n"
    When I type "tty; exit 9\n"
    Then it shows "/dev/pts/0\r\n"
    And it exits with 9

  Scenario: Ctrl-C at the terminal interrupts the foreground process
    Given I start docker "run --name ${c} -it busybox sh -c 'trap \"echo cau''ght; exit 4\" INT; echo rea''dy; while :; do sleep 0.1; done'" at a terminal of 24 rows and 80 columns
    Then it shows "ready"
    When I type "\3"
    Then it shows "caught"
    And it exits with 4

  Scenario: The detach keys leave the container running
    Given I start docker "run --name ${c} -it busybox sh" at a terminal of 24 rows and 80 columns
    When I type "echo rea''dy\n"
    Then it shows "ready"
    When I type "\20\21"
    Then it exits with 0
    When I run docker "inspect --format '{{.State.Running}}' ${c}"
    Then stdout is "true\n"

  Scenario: Detach keys of one's own
    Given I start docker "run --name ${c} --detach-keys ctrl-x,q -it busybox sh" at a terminal of 24 rows and 80 columns
    When I type "echo rea''dy\n"
    Then it shows "ready"
    When I type "\30q"
    Then it exits with 0
    When I run docker "inspect --format '{{.State.Running}}' ${c}"
    Then stdout is "true\n"

  Scenario: The client passes signals on
    Given I start docker "run --name ${c} busybox sh -c 'trap \"echo got; exit 5\" TERM; echo ready; while :; do sleep 0.1; done'"
    Then it shows "ready\n"
    When I send the client the signal TERM
    Then it exits with 5
    And stdout is "ready\ngot\n"

  Scenario: An init passes signals on and reaps orphans
    When I run docker "run --rm --init busybox sh -c '(sleep 0.2 &) ; sleep 1; ps -o pid,stat,comm | grep -c Z'"
    Then stdout is "0\n"
    When I run docker "run --rm --init busybox cat /proc/1/comm"
    Then stdout matches "docker-init|tini|sockerless-init"

  Scenario: Detached run prints the id
    When I run docker "run -d --name ${c} busybox sleep 1000"
    Then stdout matches "[0-9a-f]{64}"
    When I save stdout as id
    And I run docker "inspect --format '{{.Name}}' ${id}"
    Then stdout is "/${c}\n"

  Scenario: The id is written to a file
    When I run docker "run --cidfile cid --name ${c} busybox true"
    And I run "docker inspect --format '{{.Name}}' $(cat cid)"
    Then stdout is "/${c}\n"

  Scenario: Read-only root with a writable tmpfs
    When I run docker "run --rm --read-only --tmpfs /scratch:size=1m busybox sh -c 'echo x > /scratch/x && cat /scratch/x; echo y > /y'"
    Then it exits with 1
    And stdout is "x\n"
    And stderr contains "can't create /y: Read-only file system"
