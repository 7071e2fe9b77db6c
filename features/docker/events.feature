Feature: Events

  @op:SystemEvents
  Scenario: The life of a container in events
    Given I run "date +%s.%N"
    And I save stdout as start
    And I start docker "events --since ${start} --filter container=${c} --format '{{.Type}} {{.Action}} {{index .Actor.Attributes \"exitCode\"}}'"
    When docker "run -d --name ${c} busybox sh -c 'exit 17'" meanwhile
    And docker "wait ${c}" meanwhile
    And docker "rm ${c}" meanwhile
    Then it shows "container create"
    And it shows "container start"
    And it shows "container die 17\n"
    And it shows "container destroy"

  @op:SystemEvents
  Scenario: What happened before, by time and filter
    Given I run "date +%s.%N"
    And I save stdout as start
    And docker "run --name ${c} --label k=${label} busybox true"
    And docker "rename ${c} ${renamed}"
    And I run "date +%s.%N"
    And I save stdout as end
    When I run docker "events --since ${start} --until ${end} --filter label=k=${label} --format '{{.Action}}'"
    Then stdout is "create\nattach\nstart\ndie\nrename\n"
    When I run docker "events --since ${start} --until ${end} --filter label=k=${label} --filter event=die --format '{{.Type}} {{index .Actor.Attributes \"name\"}} {{index .Actor.Attributes \"image\"}} {{index .Actor.Attributes \"exitCode\"}}'"
    Then stdout is "container ${c} busybox 0\n"
    When I run docker "events --since ${start} --until ${end} --filter label=k=${other}"
    Then stdout is empty

  @op:SystemEvents
  Scenario: Networks and volumes have events
    Given I run "date +%s.%N"
    And I save stdout as start
    And docker "run --name ${c} -v ${vol}:/v busybox true"
    And docker "rm ${c}"
    And docker "volume rm ${vol}"
    And I run "date +%s.%N"
    And I save stdout as end
    When I run docker "events --since ${start} --until ${end} --filter type=volume --filter volume=${vol} --format '{{.Action}}'"
    Then stdout is "create\nmount\nunmount\ndestroy\n"

  @op:SystemEvents
  Scenario: Images have events
    Given I run "date +%s.%N"
    And I save stdout as start
    And docker "tag busybox ${box}:e"
    And docker "rmi ${box}:e"
    And I run "date +%s.%N"
    And I save stdout as end
    When I run docker "events --since ${start} --until ${end} --filter type=image --format '{{.Action}} {{index .Actor.Attributes \"name\"}}'"
    Then stdout contains "tag ${box}:e\n"
    And stdout contains "untag "

  @op:SystemEvents @op:ImageCommit
  Scenario: A commit pauses what runs, and says what it made
    Given docker "run -d --name ${c} --label k=${label} busybox sleep 1000"
    And I run "date +%s.%N"
    And I save stdout as start
    And docker "commit ${c} ${box}:made"
    And docker "tag ${box}:made ${box}:again"
    And docker "rmi ${box}:made ${box}:again"
    And I run "date +%s.%N"
    And I save stdout as end
    When I run docker "events --since ${start} --until ${end} --filter label=k=${label} --filter type=container --format '{{.Action}} {{index .Actor.Attributes \"imageRef\"}}'"
    Then stdout contains "pause \n"
    And stdout contains "commit ${box}:made\n"
    And stdout contains "unpause \n"
    When I run docker "events --since ${start} --until ${end} --filter label=k=${label} --filter type=image --format '{{.Action}} {{index .Actor.Attributes \"name\"}}'"
    Then stdout matches "tag ${box}:made\ntag ${box}:again\nuntag sha256:[0-9a-f]{64}\nuntag sha256:[0-9a-f]{64}"

  @op:SystemEvents
  Scenario: Exec and signals have events
    Given docker "run -d --name ${c} busybox sleep 1000"
    And I run "date +%s.%N"
    And I save stdout as start
    And docker "exec ${c} true"
    And docker "kill --signal USR1 ${c}"
    And docker "pause ${c}"
    And docker "unpause ${c}"
    And I run "date +%s.%N"
    And I save stdout as end
    When I run docker "events --since ${start} --until ${end} --filter container=${c} --format '{{.Action}}'"
    Then stdout contains "exec_create: true"
    And stdout contains "exec_start: true"
    And stdout contains "exec_die\n"
    And stdout contains "kill\n"
    And stdout contains "pause\nunpause\n"

  @op:SystemEvents
  Scenario: A time that is none
    When I GET "/events?since=yesterday"
    Then the message is "strconv.ParseInt: parsing \"yesterday\": invalid syntax"
