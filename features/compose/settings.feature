Feature: What the file may say of a service

  Scenario: Variables from files and environments, and their order
    Given a file ".env" holding "FROM_DOT_ENV=dot-${nonce}\nBOTH=dot\n"
    And a file "service.env" holding "FILE=file-${nonce}\nOVER=file\n# a comment\n"
    And the compose file
      """
      services:
        web:
          image: ${IMAGE:-busybox}
          command: sh -c 'echo "$$FILE $$OVER $$DOT $$BOTH $$PASSED $$DEFAULT"'
          env_file: service.env
          environment:
            OVER: file-over
            DOT: ${FROM_DOT_ENV}
            BOTH: ${BOTH}
            PASSED:
            DEFAULT: ${NOT_SET-fallback}
      """
    When I run "BOTH=shell PASSED=through ${compose} run --rm -T web"
    Then stdout is "file-${nonce} file-over dot-${nonce} shell through fallback\n"

  Scenario: A variable that must be there
    Given the compose file
      """
      services:
        web: {image: busybox, command: "echo ${NEEDED:?say it}"}
      """
    When I run compose "up -d"
    Then it fails
    And stderr contains "say it"
    And nothing of the project is left

  Scenario: Another env file, and a dollar sign
    Given a file "other.env" holding "WORD=other-${nonce}\n"
    And the compose file
      """
      services:
        web: {image: busybox, command: "echo ${WORD} $${WORD}"}
      """
    When I run compose "--env-file other.env run --rm -T web"
    Then stdout is "other-${nonce} ${WORD}\n"

  Scenario: Profiles
    Given the compose file
      """
      services:
        always: {image: busybox, command: sleep 1000, init: true}
        sometimes: {image: busybox, command: sleep 1000, init: true, profiles: [debug]}
        never: {image: busybox, command: sleep 1000, init: true, profiles: [other]}
      """
    When I run compose "up -d"
    Then the project has 1 running and 0 other containers, 1 network and 0 volumes
    When I run compose "--profile debug up -d"
    Then the project has 2 running and 0 other containers, 1 network and 0 volumes
    When I run "COMPOSE_PROFILES=debug,other ${compose} up -d"
    Then the project has 3 running and 0 other containers, 1 network and 0 volumes
    When I run "COMPOSE_PROFILES=debug,other ${compose} down"
    Then nothing of the project is left

  Scenario: Several files and services that extend others
    Given the compose file
      """
      services:
        web: {image: busybox, command: sh -c 'echo "$$WORD $$MORE"', environment: {WORD: one, MORE: base}}
      """
    And the file "more.yaml"
      """
      services:
        web: {environment: {MORE: "more-${nonce}"}}
        child:
          extends: {file: compose.yaml, service: web}
          environment: {WORD: child}
      """
    When I run compose "-f compose.yaml -f more.yaml run --rm -T web"
    Then stdout is "one more-${nonce}\n"
    When I run compose "-f compose.yaml -f more.yaml run --rm -T child"
    Then stdout is "child base\n"

  Scenario: The configuration as it is understood
    Given the compose file
      """
      services:
        web: {image: "busybox:${TAG:-latest}", ports: ["8080:80"], environment: [A=b]}
      """
    When I run "TAG=${nonce} ${compose} config"
    Then stdout contains "image: busybox:${nonce}"
    And stdout contains "A: b"
    When I run compose "config --services"
    Then stdout is "web\n"
    When I run compose "config -q"
    Then stdout is empty

  Scenario: A file that makes no sense
    Given the compose file
      """
      services:
        web: {image: busybox, no_such_key: 1}
      """
    When I run compose "up -d"
    Then it fails
    And stderr contains "no_such_key"
    And nothing of the project is left

  Scenario: User, folder, entry point and labels
    Given the compose file
      """
      services:
        web:
          image: busybox
          entrypoint: [sh, -c]
          command: ["echo $$(id -u):$$(id -g) $$(pwd) $$(id -G)"]
          user: "1000:10"
          group_add: ["123"]
          working_dir: /srv/here
          labels: {word: "${nonce}"}
      """
    When I run compose "up -d"
    Then "docker wait ${project}${sep}web${sep}1" succeeds within 15 seconds
    When I run docker "logs ${project}${sep}web${sep}1"
    Then stdout is "1000:10 /srv/here 10 123\n"
    When I run docker "ps -a --filter label=word=${nonce} --format '{{.Names}}'"
    Then stdout is "${project}${sep}web${sep}1\n"

  Scenario: Limits of processes and the kernel's settings
    Given the compose file
      """
      services:
        web:
          image: busybox
          command: sh -c 'ulimit -n; ulimit -Hn; cat /proc/sys/net/ipv4/ip_unprivileged_port_start /proc/sys/kernel/domainname /proc/sys/kernel/msgmax'
          ulimits: {nofile: {soft: 1234, hard: 2345}}
          sysctls: {net.ipv4.ip_unprivileged_port_start: 77, kernel.msgmax: 9000}
          domainname: dom.test
      """
    When I run compose "run --rm -T web"
    Then stdout is "1234\n2345\n77\ndom.test\n9000\n"

  Scenario: Memory, processors and processes
    Given the compose file
      """
      services:
        web:
          image: busybox
          command: sleep 1000
          init: true
          mem_limit: 64m
          memswap_limit: 96m
          cpus: 0.5
          cpu_shares: 512
          pids_limit: 77
          oom_score_adj: 500
          stop_grace_period: 7s
          stop_signal: USR1
      """
    And compose "up -d"
    When I run docker "inspect --format '{{with .HostConfig}}{{.Memory}} {{.MemorySwap}} {{.NanoCpus}} {{.CpuShares}} {{.PidsLimit}} {{.OomScoreAdj}}{{end}} {{.Config.StopSignal}}' ${project}${sep}web${sep}1"
    Then stdout is "67108864 100663296 500000000 512 77 500 USR1\n"
    When I run compose "exec -T web cat /proc/1/oom_score_adj"
    Then stdout is "500\n"

  Scenario: Privileges
    Given the compose file
      """
      services:
        web:
          image: busybox
          command: grep -E 'CapEff|NoNewPrivs' /proc/self/status
          cap_drop: [ALL]
          cap_add: [NET_ADMIN]
          security_opt: ["no-new-privileges:true"]
        device: {image: busybox, command: dd if=/dev/nothing bs=1 count=4, devices: ["/dev/zero:/dev/nothing:r"]}
      """
    When I run compose "run --rm -T web"
    Then stdout matches "CapEff:\t0000000000001000\nNoNewPrivs:\t1"
    When I run "${compose} run --rm -T device | od -An -tx1"
    Then stdout is " 00 00 00 00\n"

  Scenario: A restart policy
    Given the compose file
      """
      services:
        web:
          image: busybox
          command: sh -c 'echo life >> /data/lives; test $$(wc -l < /data/lives) -ge 3 && exec sleep 1000; exit 1'
          init: true
          restart: on-failure
          volumes: ["/data"]
      """
    And compose "up -d"
    Then "docker exec ${project}${sep}web${sep}1 sh -c 'test $(wc -l < /data/lives) -eq 3'" succeeds within 20 seconds
    When I run docker "inspect --format '{{.RestartCount}} {{.HostConfig.RestartPolicy.Name}}' ${project}${sep}web${sep}1"
    Then stdout is "2 on-failure\n"

  Scenario: Logging
    Given the compose file
      """
      services:
        none: {image: busybox, command: echo ${nonce}, logging: {driver: none}}
        file: {image: busybox, command: echo ${nonce}, logging: {driver: json-file, options: {max-size: 1m, tag: "{{.Name}}"}}}
      """
    And compose "up -d"
    And docker "wait ${project}${sep}none${sep}1 ${project}${sep}file${sep}1"
    When I run docker "inspect --format '{{json .HostConfig.LogConfig}}' ${project}${sep}file${sep}1"
    Then stdout is "{\"Type\":\"json-file\",\"Config\":{\"max-size\":\"1m\",\"tag\":\"{{.Name}}\"}}\n"
    When I run compose "logs --no-log-prefix file"
    Then stdout contains "${nonce}"
    When I run docker "logs ${project}${sep}none${sep}1"
    Then it exits with 1

  @v2
  Scenario: Hooks after the start and before the stop
    Given the compose file
      """
      services:
        web:
          image: busybox
          command: sleep 1000
          init: true
          volumes: ["./:/host"]
          post_start: [{command: sh -c 'echo up-${nonce} > /host/up'}]
          pre_stop: [{command: sh -c 'echo down-${nonce} > /host/down'}]
      """
    When I run compose "up -d"
    Then the file "up" holds "up-${nonce}\n"
    When I run compose "down"
    Then the file "down" holds "down-${nonce}\n"

  @v2
  Scenario: As the docker client's own command
    Given the compose file
      """
      services:
        web: {image: busybox, command: echo ${nonce}}
      """
    And I run "mkdir -p .docker/cli-plugins && ln -s ${program} .docker/cli-plugins/docker-compose"
    When I run docker "compose version --short"
    Then stdout matches "v?2\.40\.3"
    When I run docker "compose -p ${project} run --rm -T web"
    Then stdout is "${nonce}\n"
    When I run docker "compose -p ${project} down"
    Then nothing of the project is left
