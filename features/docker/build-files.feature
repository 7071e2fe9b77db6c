Feature: Files that images are built of

  @op:ImageBuild
  Scenario: A stage's files are taken into another stage
    Given a file "Dockerfile"
      """
      FROM busybox AS made
      RUN mkdir -p /out/deep && echo ${nonce} > /out/deep/word && ln -s deep/word /out/link && chmod 640 /out/deep/word
      RUN echo left > /left
      FROM scratch AS other
      COPY --from=made /out/deep/word /elsewhere/
      FROM busybox
      COPY --from=made --chown=7:8 /out /in
      COPY --from=other /elsewhere/word /second
      """
    When I run docker "build -t ${box} ."
    Then it succeeds
    When I run docker "run --rm ${box} sh -c 'cat /in/link /second; stat -c \"%u %g %a\" /in/deep/word; readlink /in/link; ls /left 2>/dev/null'"
    Then stdout is "${nonce}\n${nonce}\n7 8 640\ndeep/word\n"

  @op:ImageBuild
  Scenario: A build's credentials reach the registry of an image that it takes files of
    Given a registry for the user "anna" with the password "secret"
    And docker "login --username anna --password secret ${registry}"
    And docker "run --name ${maker} busybox sh -c 'echo ${nonce} > /word'"
    And docker "commit ${maker} ${registry}/${box}:base"
    And docker "push ${registry}/${box}:base"
    And docker "rmi ${registry}/${box}:base"
    And a file "Dockerfile" holding "FROM busybox\nCOPY --from=${registry}/${box}:base /word /copy\n"
    When I run docker "build -t ${box} ."
    Then it succeeds
    When I run docker "run --rm ${box} cat /copy"
    Then stdout is "${nonce}\n"
    Given docker "rmi ${registry}/${box}:base"
    And docker "logout ${registry}"
    When I run docker "build --no-cache ."
    Then it exits with 1
    And stderr contains "no basic auth credentials"

  @op:ImageBuild
  Scenario: What the context leaves out is not there
    Given a file "Dockerfile" holding "FROM busybox\nCOPY . /all\n"
    And a file ".dockerignore" holding "# a remark\n**/*.log\n!keep.log\n/secret\nsub/*/deep\n"
    And a file "a.log" holding "no"
    And a file "keep.log" holding "${nonce}"
    And a file "secret/key" holding "no"
    And a file "sub/x/deep/file" holding "no"
    And a file "sub/x/file" holding "yes"
    And a file "sub/y.log" holding "no"
    When I run docker "build -t ${box} ."
    Then it succeeds
    When I run docker "run --rm ${box} sh -c 'cd /all; cat keep.log; find . -type f | grep -v ocker | sort'"
    Then stdout is "${nonce}./keep.log\n./sub/x/file\n"

  @op:ImageBuild
  Scenario: Neither links nor dots lead out of the context
    Given a file "Dockerfile" holding "FROM busybox\nCOPY link/hostname /got\n"
    And I run "ln -s /etc link; ln -s /etc/hostname single; ln -s ../../../../../../etc up"
    When I run docker "build ."
    Then it fails
    And stderr contains "COPY failed: "
    Given a file "Dockerfile" holding "FROM busybox\nCOPY single /got\n"
    When I run docker "build ."
    Then it fails
    And stderr contains "COPY failed: "
    Given a file "Dockerfile" holding "FROM busybox\nCOPY up/hostname /got\n"
    When I run docker "build ."
    Then it fails
    And stderr contains "COPY failed: "
    Given a file "Dockerfile" holding "FROM busybox\nCOPY ../../../../etc/hostname /got\n"
    When I run docker "build ."
    Then it fails
    And stderr contains "COPY failed: forbidden path outside the build context: ../../../../etc/hostname ()"

  @op:ImageBuild
  Scenario: Links of an image stay within the image
    Given a file "Dockerfile"
      """
      FROM busybox
      RUN mkdir -p /real${nonce} && ln -s /real${nonce} /absolute && ln -s ../../../../real${nonce} /relative
      COPY one /absolute/
      COPY two /relative/sub/two
      ADD three.tar /absolute
      WORKDIR /absolute/made
      """
    And a file "one" holding "1"
    And a file "two" holding "2"
    And I run "echo 3 > three; tar cf three.tar three; rm three"
    When I run docker "build -t ${box} ."
    Then it succeeds
    When I run docker "run --rm ${box} sh -c 'cd /real${nonce} && find . | sort; ls -ld /absolute | cut -c1'"
    Then stdout is ".\n./made\n./one\n./sub\n./sub/two\n./three\nl\n"
    When I run "ls -d /real${nonce}"
    Then it fails

  @op:ImageBuild
  Scenario Outline: What is a file is made no directory of, only within what is copied
    Given a file "Dockerfile" holding "FROM busybox\nRUN echo x > /plain && mkdir -p /d/file && echo y > /d/tree\nCOPY . /d\n<instruction>\n"
    And a file "file" holding "${nonce}"
    And a file "tree/inner" holding "${nonce}"
    When I run docker "build ."
    Then it fails
    And stdout contains "Step 4/4"
    And stderr contains "<message>"

    Examples:
      | instruction            | message                                 |
      | COPY tree /plain/      | plain: not a directory                  |
      | COPY file /plain/      | plain: not a directory                  |
      | COPY file /plain/sub   | not a directory                         |
      | WORKDIR /plain         | Cannot mkdir: /plain is not a directory |

  @op:ImageBuild
  Scenario: Owners by name are those of the image
    Given a file "Dockerfile"
      """
      FROM busybox
      RUN echo 'anna:x:1234:2345::/:/bin/sh' >> /etc/passwd && echo 'staff${nonce}:x:3456:' >> /etc/group
      COPY --chown=anna:staff${nonce} file /named
      COPY --chown=55:66 file /numbered
      USER anna
      COPY file /plain
      RUN id -u > /tmp/id
      WORKDIR /work
      """
    And a file "file" holding "x"
    When I run docker "build -t ${box} ."
    Then it succeeds
    When I run docker "run --rm ${box} sh -c 'stat -c %u:%g /named /numbered /plain /work; cat /tmp/id'"
    Then stdout is "1234:3456\n55:66\n0:0\n0:0\n1234\n"
    Given a file "Dockerfile" holding "FROM busybox\nCOPY --chown=${nobody} file /\n"
    When I run docker "build ."
    Then it fails
    And stderr contains "no such user: ${nobody}"

  @op:ImageBuild
  Scenario: Archives are unpacked by ADD and only by ADD
    Given a file "Dockerfile" holding "FROM busybox\nADD a.tar.gz /added/\nCOPY a.tar.gz /copied/\n"
    And I run "mkdir -p t/deep; echo ${nonce} >t/deep/word; tar czf a.tar.gz -C t .; rm -r t"
    When I run docker "build -t ${box} ."
    Then it succeeds
    When I run docker "run --rm ${box} sh -c 'cat /added/deep/word; ls /added /copied'"
    Then stdout is "${nonce}\n/added:\ndeep\n\n/copied:\na.tar.gz\n"

  @op:ImageBuild
  Scenario: Files are added from the network
    Given I run "mkdir www; echo ${nonce} >www/word; touch -d '2011-12-13 14:15:16 UTC' www/word; busybox httpd -p 127.0.0.1:18951 -h www >/dev/null 2>&1"
    And a file "Dockerfile" holding "FROM busybox\nADD http://127.0.0.1:18951/word /got/\nADD http://127.0.0.1:18951/word /other\n"
    When I run docker "build -t ${box} ."
    Then it succeeds
    When I run docker "run --rm ${box} sh -c 'cat /got/word /other; stat -c %a-%Y-%u /got/word'"
    Then stdout is "${nonce}\n${nonce}\n600-1323785716-0\n"
    When I run docker "build -t ${box} ."
    Then stdout contains "Using cache"
    Given a file "Dockerfile" holding "FROM busybox\nADD http://127.0.0.1:18951/${nothing} /got/\n"
    When I run docker "build ."
    Then it fails
    And stderr contains "404"
    Given I run "kill $(pgrep -f '[h]ttpd -p 127.0.0.1:18951')"

  @op:ImageBuild
  Scenario: The context is a Dockerfile alone
    When I run docker "build -t ${box} -" with input "FROM busybox\nENV WORD=${nonce}\nCMD echo $WORD\n"
    Then it succeeds
    When I run docker "run --rm ${box}"
    Then stdout is "${nonce}\n"
    Given a file "file" holding "${other}"
    When I run docker "build -t ${box}:2 -f - ." with input "FROM busybox\nCOPY file /file\n"
    Then it succeeds
    When I run docker "run --rm ${box}:2 cat /file"
    Then stdout is "${other}"

  @op:ImageBuild
  Scenario: The context is an archive, compressed somehow
    Given a file "in/other.dockerfile" holding "FROM busybox\nCOPY word /\nCMD [\"cat\",\"/word\"]\n"
    And a file "in/word" holding "${nonce}"
    When I run "tar cJ -C in . | docker build -f other.dockerfile -t ${box} -"
    Then it succeeds
    When I run docker "run --rm ${box}"
    Then stdout is "${nonce}"

  @op:ImageBuild
  Scenario: The context is a repository of git
    Given a file "repo/sub/Dockerfile" holding "FROM busybox\nCOPY word /\n"
    And a file "repo/sub/word" holding "${nonce}"
    And I run "cd repo && git init -q -b master && git add . && git -c user.name=a -c user.email=a@b commit -qm one && git branch side && echo ${later} >sub/word && git -c user.name=a -c user.email=a@b commit -qam two"
    And I run "git daemon --detach --export-all --reuseaddr --listen=127.0.0.1 --port=18952 --base-path=$PWD --pid-file=$PWD/pid $PWD"
    When I POST "/build?remote=git%3A%2F%2F127.0.0.1%3A18952%2Frepo%23side%3Asub&t=${box}"
    Then the status is 200
    When I run docker "run --rm ${box} cat /word"
    Then stdout is "${nonce}"
    When I POST "/build?remote=git%3A%2F%2F127.0.0.1%3A18952%2Frepo%23%3Asub&t=${box}:2"
    Then the status is 200
    When I run docker "run --rm ${box}:2 cat /word"
    Then stdout is "${later}\n"
    When I POST "/build?remote=git%3A%2F%2F127.0.0.1%3A18952%2F${nothing}.git"
    Then the status is 500
    Given I run "kill $(cat pid)"

  @op:ImageBuild
  Scenario: The context is somewhere on the network
    Given a file "www/Dockerfile" holding "FROM busybox\nENV WORD=${nonce}\n"
    And I run "mkdir t; echo 'FROM busybox' >t/Dockerfile; echo 'COPY word /' >>t/Dockerfile; echo ${nonce} >t/word; tar cf www/context.tar -C t ."
    And I run "busybox httpd -p 127.0.0.1:18953 -h www >/dev/null 2>&1"
    When I POST "/build?remote=http%3A%2F%2F127.0.0.1%3A18953%2FDockerfile&t=${box}:1"
    Then the status is 200
    When I POST "/build?remote=http%3A%2F%2F127.0.0.1%3A18953%2Fcontext.tar&t=${box}:2"
    Then the status is 200
    When I run docker "run --rm ${box}:1 sh -c 'echo $WORD'"
    Then stdout is "${nonce}\n"
    When I run docker "run --rm ${box}:2 cat /word"
    Then stdout is "${nonce}\n"
    Given I run "kill $(pgrep -f '[h]ttpd -p 127.0.0.1:18953')"
