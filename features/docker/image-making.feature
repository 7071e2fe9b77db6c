Feature: Images made without a Dockerfile, and what is told of them

  @op:ImageCommit
  Scenario: A commit takes the instructions that only change settings
    Given docker "run --name ${maker} busybox touch /made"
    When I run docker
      """
      commit --change 'CMD ["cat", "/word"]' --change 'ENTRYPOINT exec env' --change 'ENV A=${nonce} B="$A and more"' \
      --change 'ENV C=$B' --change 'EXPOSE 80 90-91/udp' --change 'HEALTHCHECK --interval=2s --retries=4 CMD test -e /made' \
      --change 'LABEL k="${label}" other=x' --change 'ONBUILD RUN echo ${nonce}' --change 'USER daemon:daemon' \
      --change 'VOLUME ["/v", "/w"]' --change 'WORKDIR /tmp' --change 'WORKDIR sub' ${maker} ${box}
      """
    Then it succeeds
    When I run docker "image inspect --format '{{json .Config.Env}} {{json .Config.ExposedPorts}} {{json .Config.Healthcheck}} {{json .Config.Labels}} {{json .Config.OnBuild}} {{.Config.User}} {{json .Config.Volumes}} {{.Config.WorkingDir}} {{json .Config.Entrypoint}} {{json .Config.Cmd}}' ${box}"
    Then stdout is
      """
      ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","A=${nonce}","B= and more","C= and more"] {"80/tcp":{},"90/udp":{},"91/udp":{}} {"Test":["CMD-SHELL","test -e /made"],"Interval":2000000000,"Retries":4} {"k":"${label}","other":"x"} ["RUN echo ${nonce}"] daemon:daemon {"/v":{},"/w":{}} /tmp/sub ["/bin/sh","-c","exec env"] ["cat","/word"]
      """

  @op:ImageCommit @op:ImageCreate
  Scenario Outline: What does not make sense as a change is refused, and makes no image
    Given docker "run --name ${maker} busybox true"
    And the root file system of the stand-in image as "root.tar"
    When I run docker "commit --change 'ENV A=b' --change '<change>' ${maker} ${box}"
    Then it exits with 1
    And stderr contains "<message>"
    When I run docker "import --change '<change>' root.tar ${box}"
    Then it exits with 1
    And stderr contains "<message>"
    When I run docker "images -q ${box}"
    Then stdout is empty

    Examples:
      | change                   | message                                                                              |
      | RUN true                 | run is not a valid change command                                                    |
      | COPY a b                 | copy is not a valid change command                                                   |
      | SHELL x                  | shell is not a valid change command                                                  |
      | ENV a                    | ENV must have two arguments                                                          |
      | LABEL a=b c              | Syntax error - can't find = in                                                       |
      | CMD [1]                  | when using JSON array syntax, arrays must be comprised of strings only               |
      | ENV --x=1 a=b            | nknown flag: x                                                                       |
      | ONBUILD FROM x           | FROM isn't allowed as an ONBUILD trigger                                             |
      | ONBUILD ENV x            | ENV must have two arguments                                                          |
      | HEALTHCHECK --wait=1 CMD x | nknown flag: wait                                                                  |
      | EXPOSE much              | nvalid containerPort: much                                                           |
      | ENV a=${b:?gone}         | b: gone                                                                              |

  @op:ImageCreate
  Scenario: A root file system from standard input, in any compression
    Given the root file system of the stand-in image as "root.tar"
    When I run
      """
      gzip -c root.tar >root.gz && xz -c root.tar >root.xz && for file in root.tar root.gz root.xz; do
        docker import --change 'CMD echo ${nonce}' - ${box}:$file <$file >/dev/null &&
        docker run --rm ${box}:$file && docker history --format '{{.Comment}}' ${box}:$file; done
      """
    Then it succeeds
    And stdout is "${nonce}\nImported from -\n${nonce}\nImported from -\n${nonce}\nImported from -\n"
    When I run docker "import --message '${why}' root.tar ${box}:why"
    And I run docker "image inspect --format '{{.Comment}}, {{.Os}}' ${box}:why"
    Then stdout is "${why}, linux\n"
    When I run docker "import --platform windows/amd64 root.tar ${box}:other"
    Then it exits with 1
    And stderr contains "operating system is not supported"

  @op:ImageCreate
  Scenario: A root file system from a web server
    Given the root file system of the stand-in image as "root.tar"
    And I start "python3 -u -c \"import http.server as s; w = s.HTTPServer(('127.0.0.1', 0), s.SimpleHTTPRequestHandler); open('port', 'w').write(str(w.server_port)); print('serving', flush=True); w.serve_forever()\""
    Then it shows "serving"
    When I run "docker import --change 'CMD echo ${nonce}' http://127.0.0.1:$(cat port)/root.tar ${box}"
    Then it succeeds
    And stdout contains "Downloading from http://127.0.0.1:"
    When I run docker "run --rm ${box}"
    Then stdout is "${nonce}\n"
    When I run "test \"$(docker image inspect --format '{{.Comment}}' ${box})\" = \"Imported from http://127.0.0.1:$(cat port)/root.tar\""
    Then it succeeds
    When I run "docker import http://127.0.0.1:$(cat port)/${nothing} ${box}:none"
    Then it exits with 1
    And stderr contains "with status 404"
    When I run docker "import http://127.0.0.1:1/root.tar ${box}:none"
    Then it exits with 1
    And stderr contains "connection refused"
    When I run docker "images -q ${box}:none"
    Then stdout is empty

  @op:ImageHistory
  Scenario: What a history tells of each step
    Given a file "Dockerfile" holding "FROM busybox\nRUN echo ${nonce} | head -c 10 > /word\nENV A=${nonce}\nCOPY some /some\nCMD [\"x\"]\n"
    And a file "some" of 20000 random bytes
    And docker "build -q -t ${box} ."
    When I run docker "history --no-trunc --human=false --format '{{.Size}} {{.CreatedBy}}' ${box} | sed 's/file:[0-9a-f]*/FILE/' | head -n 4"
    Then stdout is "0 /bin/sh -c #(nop)  CMD [\"x\"]\n20000 /bin/sh -c #(nop) COPY FILE in /some \n0 /bin/sh -c #(nop)  ENV A=${nonce}\n10 /bin/sh -c echo ${nonce} | head -c 10 > /word\n"
    When I run docker "history --format '{{.Size}} {{.CreatedSince}}' ${box} | head -n 1"
    Then stdout matches "0B (Less than a second|\d+ seconds?|About a minute) ago"
    When I run "test \"$(docker history -q --no-trunc ${box} | head -n 1)\" = \"$(docker image inspect --format '{{.Id}}' ${box})\""
    Then it succeeds
    Given docker "save -o all.tar ${box}"
    And docker "rmi ${box}"
    And docker "load -i all.tar"
    When I run docker "history -q --no-trunc ${box} | tail -n +2 | sort -u"
    Then stdout is "<missing>\n"
    When I run docker "history ${nothing}"
    Then it exits with 1
    And stderr contains "No such image: ${nothing}:latest"

  @op:ImageGetAll @op:ImageLoad
  Scenario: An archive of several images tells of all of them, and each engine reads it
    Given a file "Dockerfile" holding "FROM busybox\nRUN echo ${nonce} > /word\n"
    And docker "build -q -t ${red}:1 ."
    And docker "tag ${red}:1 ${red}:2"
    And docker "tag busybox ${blue}:1"
    When I run
      """
      docker save -o all.tar ${red}:1 ${red}:2 ${blue}:1 $(docker image inspect --format '{{.Id}}' ${red}:1) &&
      tar xf all.tar manifest.json && python3 -c "
      import json, tarfile, hashlib
      tar = tarfile.open('all.tar')
      for image in sorted(json.load(open('manifest.json')), key = lambda image: len(image['Layers'])):
          config = tar.extractfile(image['Config']).read()
          layers = [tar.extractfile(layer).read() for layer in image['Layers']]
          named = ['sha256:' + hashlib.sha256(layer).hexdigest() for layer in layers]
          print(len(layers), sorted(image['RepoTags'] or []), json.loads(config)['rootfs']['diff_ids'] == named)
      "
      """
    Then it succeeds
    And stdout is
      """
      1 ['${blue}:1'] True
      2 ['${red}:1', '${red}:2'] True
      """
    Given docker "rmi ${red}:1 ${red}:2 ${blue}:1"
    When I run docker "load < all.tar"
    Then stdout contains "Loaded image: ${red}:1\n"
    And stdout contains "Loaded image: ${red}:2\n"
    And stdout contains "Loaded image: ${blue}:1\n"
    When I run docker "run --rm ${red}:2 cat /word"
    Then stdout is "${nonce}\n"
    When I run docker "save -o none.tar ${blue}:1 ${nothing}"
    Then it exits with 1
    And stderr contains "No such image: ${nothing}"

  @op:DistributionInspect
  Scenario: Where nobody signs, nothing is trusted
    Given a registry
    And docker "tag busybox ${registry}/${box}:1"
    And docker "push ${registry}/${box}:1"
    When I run docker "trust inspect ${registry}/${box}:1"
    Then it exits with 1
    And stdout is "[]\n"
    And stderr contains "no signatures or cannot access ${registry}/${box}:1"
    When I run docker "pull --disable-content-trust=false ${registry}/${box}:1"
    Then it exits with 1
    And stderr contains "error contacting notary server"
    When I run docker "run --rm --disable-content-trust=false ${registry}/${box}:1 echo ${nonce}"
    Then it fails
    And stdout is empty

  @op:DistributionInspect @op:ImagePush
  Scenario: One name for several platforms
    Given a registry
    And docker "run --name ${maker} busybox sh -c 'echo ${nonce} > /word'"
    And docker "commit ${maker} ${registry}/${box}:here"
    And docker "tag busybox ${registry}/${box}:there"
    And docker "push ${registry}/${box}:here"
    And docker "push ${registry}/${box}:there"
    When I run docker "manifest create --insecure ${registry}/${box}:all ${registry}/${box}:here ${registry}/${box}:there"
    Then stdout is "Created manifest list ${registry}/${box}:all\n"
    When I run docker "manifest annotate ${registry}/${box}:all ${registry}/${box}:there --arch s390x"
    And I run docker "manifest push --insecure ${registry}/${box}:all"
    Then stdout matches "sha256:[0-9a-f]{64}"
    When I run docker "manifest inspect --insecure ${registry}/${box}:all | grep -c '\"architecture\": \"s390x\"'"
    Then stdout is "1\n"
    Given docker "rmi ${registry}/${box}:here ${registry}/${box}:there"
    When I run docker "run --rm ${registry}/${box}:all cat /word"
    Then stdout is "${nonce}\n"
    When I run docker "manifest create --insecure ${registry}/${box}:none ${registry}/${nothing}:1"
    Then it exits with 1
    And stderr contains "no such manifest: ${registry}/${nothing}:1"
