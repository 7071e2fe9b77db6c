module sockerless.io/agent

go 1.19
