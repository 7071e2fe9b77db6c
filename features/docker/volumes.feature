Feature: Volumes and mounts

  @op:VolumeCreate @op:VolumeInspect @op:VolumeDelete
  Scenario: A volume's life
    When I run docker "volume create --label k=${label} ${vol}"
    Then stdout is "${vol}\n"
    When I GET "/volumes/${vol}"
    Then the answer has
      | /Name    | "${vol}"          |
      | /Driver  | "local"           |
      | /Labels  | {"k":"${label}"}  |
      | /Scope   | "local"           |
      | /Options | null              |
    And the answer's "/Mountpoint" matches "/.*${vol}.*"
    When I run docker "volume rm ${vol}"
    Then stdout is "${vol}\n"
    When I GET "/volumes/${vol}"
    Then the status is 404
    And the message is "get ${vol}: no such volume"

  @op:VolumeCreate
  Scenario: What cannot be a volume
    When I run docker "volume create 'a b'"
    Then it exits with 1
    And stderr contains "includes invalid characters for a local volume name"
    When I run docker "volume create --driver nodriver ${vol}"
    Then it exits with 1
    And stderr contains "error looking up volume plugin nodriver: plugin \"nodriver\" not found"
    When I POST "/volumes/create" with the JSON '{"Name":"${vol}","DriverOpts":{"colour":"red"}}'
    Then the status is 400
    And the message is "create ${vol}: invalid option: \"colour\""

  @op:VolumeCreate
  Scenario: A volume without a name gets one, and the same name is the same volume
    When I run docker "volume create --label of=${nonce}"
    Then stdout matches "[0-9a-f]{64}"
    When I save stdout as anonymous
    And I run docker "volume create ${anonymous}"
    Then stdout is "${anonymous}\n"
    Given docker "volume rm ${anonymous}"

  @op:VolumeList
  Scenario: Lists by filter
    Given docker "volume create --label k=${label} ${used}"
    And docker "volume create --label k=${label} ${free}"
    And docker "create --name ${c} -v ${used}:/v busybox true"
    When I run docker "volume ls -q --filter label=k=${label} --filter dangling=true"
    Then stdout is "${free}\n"
    When I run docker "volume ls -q --filter label=k=${label} --filter dangling=false"
    Then stdout is "${used}\n"
    When I run docker "volume ls -q --filter name=${free}"
    Then stdout is "${free}\n"

  @op:VolumeDelete
  Scenario: A volume in use stays
    Given docker "run --name ${c} -v ${vol}:/v busybox true"
    When I run docker "volume rm ${vol}"
    Then it exits with 1
    And stderr contains "remove ${vol}: volume is in use - ["
    Given docker "rm ${c}"
    When I run docker "volume rm ${vol}"
    Then it succeeds
    When I run docker "volume rm -f ${vol}"
    Then it succeeds

  @op:VolumePrune @isolated
  Scenario: Prune takes anonymous volumes that nobody uses
    Given docker "create --name ${c} -v /anonymous -v ${named}:/named busybox true"
    And docker "create --name ${user} -v /kept busybox true"
    And I run docker "inspect --format '{{range .Mounts}}{{if eq .Destination \"/anonymous\"}}{{.Name}}{{end}}{{end}}' ${c}"
    And I save stdout as loose
    And docker "rm ${c}"
    When I run docker "volume prune --force"
    Then stdout contains "${loose}"
    When I run docker "volume inspect ${loose}"
    Then it exits with 1
    When I run docker "start ${user}"
    Then it succeeds

  Scenario: What one container writes another reads
    Given docker "run --rm -v ${vol}:/out busybox sh -c 'echo ${nonce} > /out/word'"
    When I run docker "run --rm -v ${vol}:/in:ro busybox sh -c 'cat /in/word; touch /in/x'"
    Then it exits with 1
    And stdout is "${nonce}\n"
    And stderr is "touch: /in/x: Read-only file system\n"

  Scenario: A new volume begins with what the image has there
    When I run docker "run --rm -v ${vol}:/etc busybox sh -c 'ls /etc/passwd; echo ${nonce} > /etc/added'"
    Then stdout is "/etc/passwd\n"
    When I run docker "run --rm -v ${vol}:/x busybox sh -c 'ls /x/group; cat /x/added'"
    Then stdout is "/x/group\n${nonce}\n"
    When I run docker "run --rm -v ${empty}:/etc:nocopy busybox ls /etc/passwd"
    Then it exits with 1

  Scenario: Folders of the host
    Given a file "shared/in" holding "${nonce}\n"
    When I run docker "run --rm -v ${dir}/shared:/data busybox sh -c 'cat /data/in; echo back > /data/out'"
    Then stdout is "${nonce}\n"
    And the file "shared/out" holds "back\n"
    When I run docker "run --rm --mount type=bind,source=${dir}/shared,target=/data,readonly busybox touch /data/x"
    Then it exits with 1
    And stderr contains "Read-only file system"

  Scenario: One file of the host
    Given a file "conf" holding "${nonce}"
    When I run docker "run --rm -v ${dir}/conf:/etc/conf:ro busybox cat /etc/conf"
    Then stdout is "${nonce}"

  Scenario: A folder that is not there is made by -v and refused by --mount
    When I run docker "run --rm -v ${dir}/made:/data busybox sh -c 'ls -d /data'"
    Then stdout is "/data\n"
    When I run "test -d made"
    Then it succeeds
    When I run docker "run --rm --mount type=bind,source=${dir}/missing,target=/data busybox true"
    Then it exits with 125
    And stderr contains "bind source path does not exist: ${dir}/missing"

  Scenario: Volumes of another container
    Given docker "run --name ${giver} -v /data -v ${vol}:/named busybox sh -c 'echo ${nonce} > /data/word; echo 2 > /named/two'"
    When I run docker "run --rm --volumes-from ${giver} busybox cat /data/word /named/two"
    Then stdout is "${nonce}\n2\n"
    When I run docker "run --rm --volumes-from ${giver}:ro busybox touch /data/x"
    Then it exits with 1
    When I run docker "run --rm --volumes-from ${nothing} busybox true"
    Then it exits with 125
    And stderr contains "No such container: ${nothing}"

  Scenario: Temporary memory
    When I run docker "run --rm --tmpfs /t:size=64k,mode=1777 busybox sh -c 'stat -c %a /t; head -c 70000 /dev/zero > /t/x; wc -c < /t/x'"
    Then stdout is "1777\n65536\n"

  Scenario: A volume made of memory
    Given docker "volume create --opt type=tmpfs --opt device=tmpfs --opt o=size=64k ${ram}"
    When I run docker "run --rm -v ${ram}:/r busybox sh -c 'grep /r /proc/mounts; head -c 70000 /dev/zero > /r/x; wc -c < /r/x'"
    Then stdout contains "tmpfs /r tmpfs"
    And stdout contains "\n65536\n"

  Scenario: Removal takes anonymous volumes along when told to
    Given docker "run --name ${c} -v /data -v ${named}:/n busybox true"
    And I run docker "inspect --format '{{range .Mounts}}{{if eq .Destination \"/data\"}}{{.Name}}{{end}}{{end}}' ${c}"
    And I save stdout as loose
    When I run docker "rm -v ${c}"
    And I run docker "volume inspect ${loose}"
    Then it exits with 1
    When I run docker "volume inspect --format '{{.Name}}' ${named}"
    Then stdout is "${named}\n"

  Scenario: Inspect lists the mounts
    Given docker "create --name ${c} -v ${vol}:/v:ro -v ${dir}:/b --mount type=tmpfs,target=/t busybox true"
    When I run docker "inspect --format '{{range .Mounts}}{{.Type}} {{.Destination}} {{.RW}}{{println}}{{end}}' ${c}"
    Then stdout contains "volume /v false\n"
    And stdout contains "bind /b true\n"
    And stdout contains "tmpfs /t true\n"
