Feature: Files in and out of containers

  @op:PutContainerArchive @op:ContainerArchive @op:ContainerArchiveInfo
  Scenario Outline: A file goes in and comes back
    Given a file "in" of 300000 random bytes
    And docker "<make>"
    When I run docker "cp in ${c}:/tmp/there"
    Then it succeeds
    When I run docker "cp ${c}:/tmp/there back"
    Then the files "in" and "back" are the same

    Examples:
      | make                                     |
      | create --name ${c} busybox true          |
      | run -d --name ${c} busybox sleep 1000    |
      | run --name ${c} busybox true             |

  @op:PutContainerArchive
  Scenario: What is copied in is there for the command
    Given a file "word" holding "${nonce}\n"
    And docker "create --name ${c} busybox cat /word"
    And docker "cp word ${c}:/word"
    When I run docker "start -a ${c}"
    Then stdout is "${nonce}\n"

  @op:ContainerArchive
  Scenario: Folders by name and by content
    Given docker "run --name ${c} busybox sh -c 'mkdir -p /deep/er; echo ${nonce} > /deep/er/word; ln -s word /deep/er/link; chmod 640 /deep/er/word'"
    When I run docker "cp ${c}:/deep out"
    And I run "cat out/er/word; readlink out/er/link; stat -c %a out/er/word"
    Then stdout is "${nonce}\nword\n640\n"
    Given I run "mkdir flat"
    When I run docker "cp ${c}:/deep/. flat"
    And I run "ls flat"
    Then stdout is "er\n"

  @op:ContainerArchive
  Scenario: A link is a link unless it is to be followed
    Given docker "run --name ${c} busybox sh -c 'echo ${nonce} > /word; ln -s /word /link'"
    When I run docker "cp ${c}:/link as-link"
    And I run "readlink as-link"
    Then stdout is "/word\n"
    When I run docker "cp -L ${c}:/link as-file"
    Then the file "as-file" holds "${nonce}\n"

  @op:ContainerArchive
  Scenario: What is not there
    Given docker "create --name ${c} busybox true"
    When I run docker "cp ${c}:/no/such x"
    Then it exits with 1
    And stderr contains "Could not find the file /no/such in container ${c}"
    When I GET "/containers/${c}/archive"
    Then the status is 400

  @op:PutContainerArchive
  Scenario: Where nothing can be put
    Given docker "create --name ${c} busybox true"
    When I PUT "/containers/${c}/archive?path=/no/such" with a tar of "x" holding "y"
    Then the status is 404
    And the message is "Could not find the file /no/such in container ${c}"
    When I PUT "/containers/${c}/archive?path=/etc/passwd" with a tar of "x" holding "y"
    Then the answer has "/message" = '"extraction point is not a directory"'
    When I PUT "/containers/${nothing}/archive?path=/" with a tar of "x" holding "y"
    Then the status is 404

  @op:PutContainerArchive
  Scenario: An archive does not escape
    Given docker "run -d --name ${c} busybox sh -c 'ln -s /tmp /way; sleep 1000'"
    When I PUT "/containers/${c}/archive?path=/home" with a tar of "../../../../tmp/${escaped}" holding "x"
    And I run "test -e /tmp/${escaped}"
    Then it exits with 1
    When I PUT "/containers/${c}/archive?path=/way" with a tar of "${inside}" holding "y"
    Then the status is 200
    When I run "test -e /tmp/${inside}"
    Then it exits with 1
    When I run docker "exec ${c} cat /tmp/${inside}"
    Then stdout is "y"

  @op:ContainerArchive
  Scenario: A link out of the container stays in the container
    Given docker "run --name ${c} busybox sh -c 'echo inside > /etc/hostname-of-${c}; ln -s ../../../../../../../../../etc /way'"
    When I run docker "cp ${c}:/way/hostname-of-${c} out"
    Then the file "out" holds "inside\n"

  @op:ContainerArchive
  Scenario: A stream of files to stdout and from stdin
    Given docker "run --name ${c} busybox sh -c 'mkdir /d; echo ${nonce} > /d/word'"
    And docker "create --name ${other} busybox cat /d/word"
    When I run "docker cp ${c}:/d - | docker cp - ${other}:/"
    Then it succeeds
    When I run docker "start -a ${other}"
    Then stdout is "${nonce}\n"

  @op:ContainerArchive
  Scenario: Files on a volume are reached too
    Given docker "run -d --name ${c} -v ${vol}:/v busybox sh -c 'echo ${nonce} > /v/word; sleep 1000'"
    And "docker exec ${c} test -s /v/word" succeeds within 10 seconds
    When I run docker "cp ${c}:/v/word out"
    Then the file "out" holds "${nonce}\n"

  @op:PutContainerArchive
  Scenario: What is copied in keeps its owner, whoever the container runs as
    Given docker "run -d --name ${c} --user 1234:2345 busybox sleep 1000"
    And I run "d=$(mktemp -d) && echo ${nonce} >$d/f && chown 70:80 $d/f && docker cp $d/f ${c}:/copied; rm -r $d"
    When I run docker "exec ${c} sh -c 'stat -c %u:%g /copied; cat /copied'"
    Then stdout is "70:80\n${nonce}\n"
