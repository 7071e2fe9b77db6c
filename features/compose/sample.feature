Feature: A shop of six services

  Background:
    Given a file "word.cgi" holding "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\n'\nexec redis-cli -h cache get word\n"
    And I run "chmod +x word.cgi"
    And the compose file
      """
      services:
        db:
          image: sample-postgres
          command:
            - sh
            - -ec
            - |
              test -e /data/PG_VERSION || initdb -D /data -A trust -N --locale C >/dev/null
              echo host all all all trust >> /data/pg_hba.conf
              exec postgres -D /data -c listen_addresses='*' -c fsync=off
          volumes: ["data:/data"]
          networks: [back]
          healthcheck: {test: ["CMD", "pg_isready", "-h", "127.0.0.1"], interval: 500ms, retries: 60}
        cache:
          image: sample-redis
          command: redis-server --save '' --protected-mode no
          networks: [back]
          healthcheck: {test: redis-cli ping | grep -x PONG, interval: 500ms, retries: 60}
        writer:
          image: sample-postgres
          command:
            - psql
            - --host=db
            - --set=ON_ERROR_STOP=1
            - --command=create table if not exists words (n serial, word text)
            - --command=insert into words (word) values ('word-${nonce}')
          networks: [back]
          depends_on: {db: {condition: service_healthy}}
        worker:
          image: sample-postgres
          command:
            - sh
            - -c
            - |
              while word=$$(psql -h db -At -c 'select word from words order by n desc limit 1'); do
                printf 'SET word %s\r\nQUIT\r\n' "$$word" | nc cache 6379
                sleep 0.2
              done
          init: true
          networks: [back]
          depends_on:
            writer: {condition: service_completed_successfully}
            cache: {condition: service_healthy}
        web:
          image: sample-redis
          user: root
          command: httpd -f -p 80 -h /www
          init: true
          volumes: ["./word.cgi:/www/cgi-bin/word:ro"]
          networks: {back: , front: {aliases: [shop]}}
          ports: ["80"]
          healthcheck: {test: "wget -q -O /dev/null http://127.0.0.1/cgi-bin/word", interval: 500ms, retries: 60}
          depends_on: {worker: {condition: service_started}}
        probe:
          image: busybox
          command: sh -c 'until wget -q -O - http://shop/cgi-bin/word | grep word-; do sleep 0.2; done; ! nc -w 1 db 5432; exec sleep 1000'
          init: true
          networks: [front]
          environment: {EXPECTED: "${nonce}"}
          depends_on: {web: {condition: service_healthy}, db: {condition: service_healthy}}
      networks: {front: , back: {internal: true}}
      volumes: {data: }
      """

  Scenario: Words travel from service to service
    When I run compose "up -d"
    Then it succeeds
    And the project has 5 running and 1 other containers, 2 networks and 1 volume
    And "docker logs ${project}${sep}probe${sep}1 | grep ." succeeds within 15 seconds
    When I run compose "exec -T db psql -c \"insert into words (word) values ('word-${second}')\""
    Then stdout is "INSERT 0 1\n"
    And "${compose} exec -T probe wget -q -O - http://shop/cgi-bin/word | grep -x word-${second}" succeeds within 15 seconds
    When I run compose "port web 80"
    And I save stdout as place
    And I run "curl -sf http://${place}/cgi-bin/word"
    Then stdout is "word-${second}\n"
    When I run compose "exec -T probe wget -q -O - http://db:5432/"
    Then it exits with 1
    When I run compose "down"
    And I run compose "up -d db"
    Then it succeeds
    And "${compose} exec -T db psql -At -c 'select word from words order by n'" succeeds within 15 seconds
    And stdout is "word-${nonce}\nword-${second}\n"
    When I run compose "down -v"
    Then it succeeds
    And nothing of the project is left
